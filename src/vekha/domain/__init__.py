"""Facts of the trade: frozen dataclasses and enumerations, no I/O, no clock (design, section 2)."""
