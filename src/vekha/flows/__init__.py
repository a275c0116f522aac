"""Thin Prefect flows: each body calls one action. Deadlines are rows with a watch, never Prefect's own tasks.

`environment.py` alone may be imported before the settings of Prefect stand in the environment.
"""
