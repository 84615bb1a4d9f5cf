"""What people call the units of the organisation, their kinds, and what orders do with them."""

from kernel.languages import _
from services.auth.domain.organisation import Role
from services.auth.domain.people import Scope
from services.auth.domain.structure import OrderAct, OrderState, UnitKind

WORDS_OF_UNIT = {
    UnitKind.DEPARTMENT: _("Departments"),
    UnitKind.AREA: _("Areas"),
    UnitKind.OFFICE: _("Offices and sections"),
    UnitKind.POST: _("Posts"),
}
WORDS_OF_TABLE = {
    "departments": WORDS_OF_UNIT[UnitKind.DEPARTMENT],
    "areas": WORDS_OF_UNIT[UnitKind.AREA],
    "office_levels": _("Levels of offices"),
    "ranks": _("Ranks"),
    "offices": WORDS_OF_UNIT[UnitKind.OFFICE],
    "posts": WORDS_OF_UNIT[UnitKind.POST],
}
KINDS_OF_DEPARTMENT = {
    "department": _("department"),
    "directorate": _("directorate"),
    "board": _("board or corporation"),
}
KINDS_OF_AREA = {
    "state": _("state"),
    "division": _("division"),
    "district": _("district"),
    "tehsil": _("tehsil"),
}
KINDS_OF_OFFICE = {
    "secretariat": _("secretariat"),
    "section": _("section"),
    "directorate": _("directorate"),
    "board": _("board or corporation"),
    "collectorate": _("collectorate"),
    "subdivision": _("subdivision office"),
    "tehsil": _("tehsil office"),
    "district_office": _("district office of a department"),
    "lok_seva_kendra": _("Lok Seva Kendra"),
}
WORDS_OF_KIND_OF_UNIT = KINDS_OF_DEPARTMENT | KINDS_OF_AREA | KINDS_OF_OFFICE
WORDS_OF_ROLE = {
    Role.DEALING_ASSISTANT: _("dealing assistant"),
    Role.SECTION_OFFICER: _("section officer"),
    Role.APPROVING_OFFICER: _("approving officer"),
    Role.NODAL_OFFICER: _("nodal officer for grievances"),
    Role.APPELLATE_OFFICER: _("appellate officer"),
    Role.COLLECTOR: _("collector of a district"),
    Role.DEPARTMENT_ADMIN: _("administrator of a department"),
    Role.STATE_ADMIN: _("administrator of the state"),
    Role.OPERATOR: _("operator of the service"),
    Role.AUDITOR: _("auditor"),
    Role.IDENTITY_CUSTODIAN: _("keeper of identities"),
    Role.FACILITATOR: _("facilitator at a Lok Seva Kendra"),
    Role.REGISTRY: _("registry"),
}
WORDS_OF_ACT = {
    OrderAct.ENTER: _("entered"),
    OrderAct.CHANGE: _("changed"),
    OrderAct.RENAME: _("renamed"),
    OrderAct.CLOSE: _("closed"),
    OrderAct.MERGE: _("merged"),
    OrderAct.SPLIT: _("split"),
    OrderAct.IMPORT: _("imported from a file"),
    OrderAct.RETIRE: _("retirement"),
}
WORDS_OF_STATE = {
    OrderState.WAITING: _("waits for its day"),
    OrderState.DONE: _("carried out"),
    OrderState.REFUSED: _("could not be carried out"),
    OrderState.WITHDRAWN: _("withdrawn"),
}
WORDS_OF_SCOPE = {
    Scope.ACT: _("act for the post"),
    Scope.READ: _("only read what lies there"),
}
