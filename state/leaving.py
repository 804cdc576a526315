"""Shows out who is gone.

A socket outlives the session it was opened in, and news is broadcast to sockets without passing the
guard. So a socket is closed whose session has ended, or whose person has other roles now.
"""

import asyncio
from contextlib import suppress
from typing import Final

import reflex as rx
from reflex.app import App
from reflex.state import StateUpdate
from reflex_base.constants import SocketEvent
from reflex_base.event import Event

from models.kit.actor import SYSTEM
from models.people.sessions import roles_of
from state.core import House

LOOK_EVERY_S: Final = 30.0
"""How late it is noticed, at most, that a session ran out or was ended by another process."""


async def show_out(app: App, house: House) -> None:
    """Close the sockets of sessions that end, for as long as the process lives."""
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    house.doorman.tell_forgotten(lambda: loop.call_soon_threadsafe(ended.set))
    while True:
        with suppress(TimeoutError):
            await asyncio.wait_for(ended.wait(), LOOK_EVERY_S)
        ended.clear()
        await close_gone(app, house)


async def close_gone(app: App, house: House) -> None:
    """Close what must be closed now; those pages load again, which leads to the sign-in page."""
    namespace, sockets = app.event_namespace, house.sockets
    if namespace is None or app.sio is None:
        return
    for sid in sockets.keys() - namespace.sid_to_token.keys():
        sockets.pop(sid, None)
    prints = {held.fingerprint for held in sockets.values() if not held.is_demo}
    now = await asyncio.to_thread(house.database.ask, SYSTEM, roles_of, prints)
    if house.demo:
        inside = {held.fingerprint for held in sockets.values() if held.is_demo}
        now |= await house.demo.roles_of(inside)
    again = StateUpdate(events=Event.from_event_type(rx.call_script("window.location.reload()")))
    for sid, held in list(sockets.items()):
        if now.get(held.fingerprint) != held.roles:
            sockets.pop(sid, None)
            await namespace.emit(str(SocketEvent.EVENT), again, to=sid)
            await app.sio.disconnect(sid, namespace=namespace.namespace)
