"""Routes of the pages that are open to everybody."""

from starlette.routing import BaseRoute

from services.console.gate import public_action, public_page
from services.web_shell.public.forms import (
    send_dmca_notice,
    send_removal_request,
    show_dmca_form,
    show_removal_form,
)

ROUTES: tuple[BaseRoute, ...] = (
    public_page("/report/dmca", show_dmca_form),
    public_action("/report/dmca", send_dmca_notice),
    public_page("/report/removal", show_removal_form),
    public_action("/report/removal", send_removal_request),
)
