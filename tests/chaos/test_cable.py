"""The cable breaks as it says: after so many bytes of an answer, or at once and with a reset."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from tests.chaos.cable import Cable

Ask = Callable[[int], Awaitable[bytes]]
# An answer of ten bytes that comes in two pieces.
PIECES = (b"hello", b"world")


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while await reader.read(100):
        for piece in PIECES:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0.02)
    writer.close()


def through(talk: Callable[[Cable, Ask], Awaitable[None]]) -> None:
    """Let *talk* ask over one connection through a cable to a server that always gives the same answer."""

    async def run() -> None:
        server = await asyncio.start_server(_answer, "127.0.0.1", 0)
        cable = Cable(server.sockets[0].getsockname()[1])
        await cable.open()
        reader, writer = await asyncio.open_connection("127.0.0.1", cable.port)

        async def ask(size: int) -> bytes:
            writer.write(b"?")
            return await reader.readexactly(size)

        try:
            await asyncio.wait_for(talk(cable, ask), 10)
        finally:
            writer.close()
            await cable.close()
            server.close()
            await asyncio.wait(asyncio.all_tasks() - {asyncio.current_task()}, timeout=5)
            await asyncio.sleep(0.05)

    asyncio.run(run())


def test_a_good_cable_carries_every_answer_whole() -> None:
    async def talk(_: Cable, ask: Ask) -> None:
        assert [await ask(10), await ask(10)] == [b"helloworld"] * 2

    through(talk)


@pytest.mark.parametrize("whole", [0, 3, 5, 7])
def test_a_cut_counts_the_bytes_of_the_whole_answer(whole: int) -> None:
    async def talk(cable: Cable, ask: Ask) -> None:
        await ask(10)
        cable.cut_after = whole
        with pytest.raises(asyncio.IncompleteReadError) as cut:
            await ask(10)
        assert cut.value.partial == b"helloworld"[:whole]

    through(talk)


def test_a_cut_beyond_the_end_of_an_answer_leaves_the_next_one_alone_too() -> None:
    async def talk(cable: Cable, ask: Ask) -> None:
        cable.cut_after = 10
        assert [await ask(10), await ask(10)] == [b"helloworld"] * 2

    through(talk)


def test_slices_are_counted_together() -> None:
    async def talk(cable: Cable, ask: Ask) -> None:
        cable.slice_bytes, cable.cut_after = 2, 7
        with pytest.raises(asyncio.IncompleteReadError) as cut:
            await ask(10)
        assert cut.value.partial == b"hellowo"

    through(talk)


def test_a_reset_is_no_orderly_end() -> None:
    async def talk(cable: Cable, ask: Ask) -> None:
        cable.reset = True
        with pytest.raises(ConnectionResetError):
            await ask(10)

    through(talk)


def test_a_mended_cable_is_a_good_one() -> None:
    async def talk(cable: Cable, ask: Ask) -> None:
        cable.cut_after, cable.reset, cable.stalled, cable.delay = 0, True, True, 1.0
        cable.mend()
        assert await ask(10) == b"helloworld"

    through(talk)
