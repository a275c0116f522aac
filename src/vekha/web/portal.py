"""The pages and health checks of the portal. What a link shows is what its token's organisation may see."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.responses import HTMLResponse, PlainTextResponse
from fastapi.staticfiles import StaticFiles
from fastapi.templating import Jinja2Templates
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint

from vekha.actions.list_owed import list_owed
from vekha.actions.mail_room import link_secret
from vekha.actions.see_organisation import count_organisations, see_organisation
from vekha.calendar.zones import local_day
from vekha.domain.organisations import Viewer
from vekha.notifications.links import organisation_of
from vekha.rules.russian import counted, long_date, on_weekday, short_date, weekday
from vekha.settings.settings import Settings
from vekha.storage.database import Database

ROWS_AT_MOST = 500
# No script at all, nothing from elsewhere: the page is read on old machines in closed networks (152-ФЗ).
SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


def _templates() -> Jinja2Templates:
    environment = Environment(
        loader=PackageLoader("vekha.web"), undefined=StrictUndefined, autoescape=select_autoescape()
    )
    environment.filters |= {
        "long_date": long_date,
        "short_date": short_date,
        "on_weekday": on_weekday,
        "weekday": weekday,
        "obligations": lambda count: counted(count, "пункт", "пункта", "пунктов"),
    }
    return Jinja2Templates(env=environment)


@dataclass(frozen=True, slots=True)
class House:
    """What every page works with: an open database, the settings, the templates."""

    database: Database
    settings: Settings
    templates: Jinja2Templates


router = APIRouter()


def _house(request: Request) -> House:
    house = request.app.state.house
    if not isinstance(house, House):
        raise TypeError("the portal was started without its house")
    return house


Inside = Annotated[House, Depends(_house)]


@router.get("/health/live")
def live() -> PlainTextResponse:
    """Say that the process answers."""
    return PlainTextResponse("жив")


@router.get("/health/ready")
def ready(house: Inside) -> PlainTextResponse:
    """Say that the database answers too."""
    count_organisations(house.database)
    return PlainTextResponse("готов")


@router.get("/o/{token}")
def sheet(request: Request, token: str, house: Inside) -> HTMLResponse:
    """Show everything the token's organisation and those below it owe."""
    now = datetime.now(UTC)
    organisation_id = organisation_of(token, link_secret(house.settings.data), now.date())
    if organisation_id is None:
        return house.templates.TemplateResponse(request, "gone.html", {}, status_code=404)
    home = see_organisation(house.database, organisation_id)
    today = local_day(now, home.zone)
    found = list_owed(house.database, Viewer(home.id), at_most=ROWS_AT_MOST)
    late = tuple(one for one in found if one.due is not None and one.due < today)
    ahead = tuple(one for one in found if one not in late)
    facts = {"home": home, "today": today, "late": late, "ahead": ahead}
    return house.templates.TemplateResponse(request, "sheet.html", facts)


async def _with_headers(request: Request, answer: RequestResponseEndpoint) -> Response:
    response = await answer(request)
    response.headers.update(SECURITY_HEADERS)
    return response


def portal(database: Database, settings: Settings) -> FastAPI:
    """Return the application over an open database."""
    app = FastAPI(title="Веха", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.house = House(database, settings, _templates())
    app.mount("/static", StaticFiles(packages=[("vekha.web", "static")]), name="static")
    app.add_middleware(BaseHTTPMiddleware, dispatch=_with_headers)
    app.include_router(router)
    return app
