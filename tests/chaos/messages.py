"""What goes amiss with queues and messages: they are lost, repeated, turned round, or nobody can handle them."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

import pika

from kernel import clock
from kernel.events import CONTENT_TYPE, TYPE_PREFIX
from kernel.topology import SHARED, queue_name
from tests.chaos.evidence import identity_of
from tests.chaos.history import read_history
from tests.chaos.scene import Fault, Scene, UnstruckError, broker_tool, channel_of, pause

LATELY = timedelta(minutes=1)
MOST = 300
# Each with a mark of its own, by which it is known again.
POISON = (
    b"{not json %s",
    b"\xff\xfe\x00 %s",
    b'{"type": "in.karyasetu.public.case-registered.v9", "mark": "%s"}',
    b'["%s"]',
)


def delete_queue(service: str, lane: str) -> Fault:
    """An operator's slip: a queue is gone with what was in it."""

    def apply(scene: Scene) -> None:
        with channel_of(scene) as channel:
            channel.queue_delete(queue_name(service, lane))
        pause(3)

    return apply


def delete_binding(service: str, key: str) -> Fault:
    """An operator's slip: events of a kind reach a service no more, until its worker declares them again."""

    def apply(scene: Scene) -> None:
        with channel_of(scene) as channel:
            channel.exchange_unbind(f"{service}.in", "events", key)
        pause(3)

    return apply


def memory_alarm(scene: Scene) -> None:
    """The broker takes nothing for a while."""
    broker_tool(scene, "set_vm_memory_high_watermark", "absolute", "1MB")
    pause(5)
    broker_tool(scene, "set_vm_memory_high_watermark", "absolute", "800MB")


def sow_poison(service: str) -> Fault:
    """Messages that nobody can handle, in front of everything else."""

    def apply(scene: Scene) -> None:
        with channel_of(scene) as channel:
            # What the broker lost is not sown.
            channel.confirm_delivery()
            for kind in POISON:
                body = kind % str(clock.new_id()).encode()
                properties = pika.BasicProperties(content_type=CONTENT_TYPE, delivery_mode=2)
                channel.basic_publish("", queue_name(service, SHARED), body, properties)
                scene.poison[service].append(identity_of(body))
        pause(1)

    return apply


def repeat_old_events(service: str, kind: str) -> Fault:
    """The broker hands out once more what was told lately, the newest first."""

    def apply(scene: Scene) -> None:
        _hand_out(scene, service, of_kinds(_told(scene), (kind,))[::-1][:MOST])

    return apply


def turn_subjects_round(service: str, *kinds: str) -> Fault:
    """The broker hands out once more all that was told lately of a case or a file, its newest event first."""

    def apply(scene: Scene) -> None:
        _hand_out(scene, service, turned_round(of_kinds(_told(scene), kinds))[:MOST])

    return apply


def of_kinds(told: Iterable[bytes], kinds: Sequence[str]) -> list[bytes]:
    """The events of these kinds (such as public.case-registered), in their order."""
    wanted = tuple(f"{TYPE_PREFIX}{kind}." for kind in kinds)
    return [body for body in told if json.loads(body)["type"].startswith(wanted)]


def turned_round(told: Iterable[bytes]) -> list[bytes]:
    """Each subject of which more than one event was told, the latest subject first; its newest event first."""
    by_subject: dict[str, list[bytes]] = defaultdict(list)
    for body in told:
        by_subject[json.loads(body)["subject"]].append(body)
    return [body for events in reversed(by_subject.values()) if len(events) > 1 for body in reversed(events)]


def _told(scene: Scene) -> list[bytes]:
    return [body for _, body in read_history(scene.place, datetime.now(UTC) - LATELY)]


def _hand_out(scene: Scene, service: str, events: Sequence[bytes]) -> None:
    if not events:
        raise UnstruckError(f"nothing was told lately that {service} could hear again")
    with channel_of(scene) as channel:
        for body in events:
            properties = pika.BasicProperties(
                content_type=CONTENT_TYPE, delivery_mode=2, message_id=json.loads(body)["id"]
            )
            channel.basic_publish("", queue_name(service, SHARED), body, properties)
    pause(1)
