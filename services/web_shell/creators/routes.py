"""Routes of the studio, where creators work."""

from starlette.routing import BaseRoute

from services.web_shell.creators.consents import record_consent, revoke_consent
from services.web_shell.creators.ledger import add_entry, show_ledger
from services.web_shell.creators.members import (
    grant,
    invite_account,
    revoke,
    show_member,
    show_members,
)
from services.web_shell.creators.notes import ask_for_notes, show_notes
from services.web_shell.creators.notices import (
    answer_notice,
    show_answer,
    show_notice,
    show_notices,
)
from services.web_shell.creators.overviews import show_calendar, show_statistics
from services.web_shell.creators.plan import ask_for_plan, follow_proposal, show_plan
from services.web_shell.creators.posts import (
    change_post,
    publish,
    show_editor,
    show_new_post,
    show_post,
    show_posts,
    submit,
    withdraw,
    write_post,
)
from services.web_shell.creators.profile import set_legal_name, show_legal_name, show_profile
from services.web_shell.creators.studio import studio_action, studio_page
from services.web_shell.creators.tiers import (
    change_tier,
    create_tier,
    invite,
    show_invitations,
    show_tier,
    show_tiers,
)

ROUTES: tuple[BaseRoute, ...] = (
    studio_page("/posts", show_posts),
    studio_page("/posts/new", show_new_post),
    studio_action("/posts/new", write_post),
    studio_page("/posts/{post_id}", show_post),
    studio_page("/posts/{post_id}/edit", show_editor),
    studio_action("/posts/{post_id}/edit", change_post),
    studio_page("/posts/{post_id}/notes", show_notes),
    studio_action("/posts/{post_id}/notes", ask_for_notes),
    studio_action("/posts/{post_id}/submit", submit),
    studio_action("/posts/{post_id}/publish", publish),
    studio_action("/posts/{post_id}/withdraw", withdraw),
    studio_action("/posts/{post_id}/consents", record_consent),
    studio_action("/consents/{consent_id}/revoke", revoke_consent),
    studio_page("/tiers", show_tiers),
    studio_action("/tiers", create_tier),
    studio_page("/tiers/invitations", show_invitations),
    studio_action("/tiers/invitations", invite),
    studio_page("/tiers/{tier_id}", show_tier),
    studio_action("/tiers/{tier_id}", change_tier),
    studio_page("/members", show_members),
    studio_action("/members/grant", grant),
    studio_action("/members/invite", invite_account),
    studio_action("/members/entitlements/{entitlement_id}/revoke", revoke),
    studio_page("/members/{member_id}", show_member),
    studio_page("/ledger", show_ledger),
    studio_action("/ledger", add_entry),
    studio_page("/statistics", show_statistics),
    studio_page("/calendar", show_calendar),
    studio_page("/calendar/plan", show_plan),
    studio_action("/calendar/plan", ask_for_plan),
    studio_action("/calendar/follow", follow_proposal),
    studio_page("/notices", show_notices),
    studio_page("/notices/{notice_id}", show_notice),
    studio_action("/notices/{notice_id}/counter-notice", answer_notice),
    studio_page("/notices/{notice_id}/counter-notice", show_answer),
    studio_page("/profile", show_profile),
    studio_page("/profile/legal-name", show_legal_name),
    studio_action("/profile/legal-name", set_legal_name),
)
