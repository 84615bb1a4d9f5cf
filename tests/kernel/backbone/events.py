"""What the tiny service hears."""

from marshmallow import Schema, fields

from kernel.events import Event

_CASE = "01920000-0000-7000-8000-000000000001"


class StepTaken(Event):
    """A step of a case; `act` tells the handler how to behave."""

    name = "wfh.step-taken"
    subject = "case_id"
    example = {"case_id": _CASE, "number": 1}

    class Data(Schema):
        case_id = fields.UUID(required=True)
        number = fields.Integer(required=True)
        act = fields.String()


class CaseTransferred(Event):
    """A case went to another department; its lane stays that of its birth."""

    name = "wfh.case-transferred"
    subject = "case_id"
    example = {"case_id": _CASE, "to": "HFW"}

    class Data(Schema):
        case_id = fields.UUID(required=True)
        to = fields.String(required=True)


class StepCounted(Event):
    """A step that is only counted, in bulk."""

    name = "wfh.step-counted"
    subject = "case_id"
    example = {"case_id": _CASE, "number": 1}

    class Data(Schema):
        case_id = fields.UUID(required=True)
        number = fields.Integer(required=True)


class StateShown(Event):
    """The newest state of a case, for a read model."""

    name = "wfh.state-shown"
    subject = "case_id"
    example = {"case_id": _CASE, "number": 1}

    class Data(Schema):
        case_id = fields.UUID(required=True)
        number = fields.Integer(required=True)


class PlaceRenamed(Event):
    """Something of the directory."""

    name = "wfh.place-renamed"
    subject = "case_id"
    example = {"case_id": _CASE, "number": 1}

    class Data(Schema):
        case_id = fields.UUID(required=True)
        number = fields.Integer(required=True)


class StepEchoed(Event):
    """What the tiny service says when it handled a step."""

    name = "files.step-echoed"
    subject = "case_id"
    example = {"case_id": _CASE, "number": 1}

    class Data(Schema):
        case_id = fields.UUID(required=True)
        number = fields.Integer(required=True)


class StepForgotten(Event):
    """What nobody listens to."""

    name = "wfh.step-forgotten"
    subject = "case_id"
    example = {"case_id": _CASE, "number": 1}

    class Data(Schema):
        case_id = fields.UUID(required=True)
        number = fields.Integer(required=True)


class SecretTold(Event):
    """Something sealed, which the history never keeps."""

    name = "wfh.secret-told"
    subject = "case_id"
    example = {"case_id": _CASE, "number": 1}
    history = False

    class Data(Schema):
        case_id = fields.UUID(required=True)
        number = fields.Integer(required=True)
        padding = fields.String()
