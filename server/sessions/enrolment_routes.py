"""Adding a device through another one: a ticket for a session, and the mailbox that brings it."""

from __future__ import annotations

from litestar import Response, Router, post, put

from server.limits.throttle import Throttle
from server.sessions.answers import session_response
from server.sessions.mailboxes import Mailboxes
from server.sessions.service import Sessions
from server.sessions.tickets import Tickets
from server.web.allowed_hosts import AllowedHosts, origin_of
from server.web.answers import MEDIA_TYPE, MessagePack, empty
from server.web.bodies import BodyReader
from server.web.openapi import SIGNED_IN, with_body
from server.web.requests import AnyRequest, address_of, service
from shared.wire.accounts import SessionAnswer
from shared.wire.enrolments import (
    MailboxAnswer,
    MailboxMessage,
    MailboxTake,
    Ticket,
    TicketLogin,
    TicketQuery,
    TicketRequest,
    TicketState,
)
from shared.wire.limits import MAILBOX_MESSAGE_BYTES_MAX

SMALL_BODY_BYTES_MAX = 512
TICKET_BODY_BYTES_MAX = 8192

_request_body = BodyReader(TicketRequest)
_query_body = BodyReader(TicketQuery)
_login_body = BodyReader(TicketLogin)
_message_body = BodyReader(MailboxMessage)
_take_body = BodyReader(MailboxTake)


@post(
    "/tickets",
    request_max_body_size=TICKET_BODY_BYTES_MAX,
    media_type=MEDIA_TYPE,
    security=SIGNED_IN,
    operation_class=with_body(TicketRequest),
)
async def issue_ticket(request: AnyRequest) -> MessagePack[Ticket]:
    """A ticket for a session of a device of the roster, after the password or a passkey."""
    session = await service(request, Sessions).require_session(request)
    body = await _request_body.read(request, session.identity)
    ticket = await service(request, Tickets).issue(session, body, address_of(request), origin_of(request))
    return MessagePack(Ticket(ticket), 201)


@post(
    "/tickets/state",
    request_max_body_size=SMALL_BODY_BYTES_MAX,
    media_type=MEDIA_TYPE,
    security=SIGNED_IN,
    operation_class=with_body(TicketQuery),
    status_code=200,
)
async def ticket_state(request: AnyRequest) -> MessagePack[TicketState]:
    """Whether the newest ticket for a device was used."""
    session = await service(request, Sessions).require_session(request)
    query = await _query_body.read(request, session.identity)
    return MessagePack(TicketState(service(request, Tickets).state(session.identity, query.device)))


@post(
    "/sessions/ticket",
    request_max_body_size=SMALL_BODY_BYTES_MAX,
    media_type=MEDIA_TYPE,
    response_description="The account",
    operation_class=with_body(TicketLogin),
)
async def redeem_ticket(request: AnyRequest) -> MessagePack[SessionAnswer]:
    """Opens a session with a ticket."""
    service(request, AllowedHosts).check_origin(request, required=False)
    service(request, Throttle).count_mailbox(address_of(request))
    login = await _login_body.read(request)
    found, token = await service(request, Tickets).redeem(login)
    return session_response(request, found, token, cookie=login.session == "cookie")


@put(
    "/mailbox",
    request_max_body_size=MAILBOX_MESSAGE_BYTES_MAX + SMALL_BODY_BYTES_MAX,
    status_code=204,
    security=SIGNED_IN,
    operation_class=with_body(MailboxMessage),
)
async def put_message(request: AnyRequest) -> Response[None]:
    """Leaves a message in a mailbox, for five minutes."""
    session = await service(request, Sessions).require_session(request)
    message = await _message_body.read(request, session.identity)
    service(request, Mailboxes).put(session.identity, message.mailbox, message.sealed)
    return empty()


@post(
    "/mailbox/take",
    request_max_body_size=SMALL_BODY_BYTES_MAX,
    media_type=MEDIA_TYPE,
    operation_class=with_body(MailboxTake),
    status_code=200,
)
async def take_message(request: AnyRequest) -> MessagePack[MailboxAnswer]:
    """Takes the message out of a mailbox. An unknown mailbox looks like an empty one."""
    service(request, AllowedHosts).check_origin(request, required=False)
    service(request, Throttle).count_mailbox(address_of(request))
    take = await _take_body.read(request)
    return MessagePack(MailboxAnswer(service(request, Mailboxes).take(take.mailbox)))


router = Router(
    "/",
    route_handlers=[issue_ticket, ticket_state, redeem_ticket, put_message, take_message],
)
