"""One function for each thing that can be done with a case."""

from services.public.actions.appeals import decide_appeal, open_appeals
from services.public.actions.citizen import (
    answer_question,
    enter_code,
    judge,
    request_code,
    status_by_mobile,
    status_by_portal,
    track,
    withdraw,
)
from services.public.actions.desk import answer, ask_citizen, assign, dispose, resolve, transfer
from services.public.actions.desk_views import (
    MOST_PRINTED,
    area_of,
    cases_of_appeals,
    export_cases,
    list_cases,
    open_act,
    open_appeal_page,
    open_case,
    places_of,
)
from services.public.actions.forms import confirm_code, file_by_form, send_code_again
from services.public.actions.intake import file_by_portal
from services.public.actions.means import Means
from services.public.actions.pendency import Pendency, count_new_today, fold_pendency, pendency
from services.public.actions.portals import (
    Block,
    choose_look,
    file_in_block,
    intake_of_portal,
    open_block,
    own_portal,
    own_portals,
)
from services.public.actions.promises import about_department, areas, choose_limit, departments, limits
from services.public.actions.reading import (
    dates_of,
    find_cases,
    open_document,
    open_own_document,
    read_case,
    read_own_case,
)
from services.public.actions.referral import keep_reply, note_diary, refer_to_file
from services.public.actions.timers import expire_filings, mark_overdue, sweep_papers

__all__ = [
    "MOST_PRINTED",
    "Block",
    "Means",
    "Pendency",
    "about_department",
    "answer",
    "answer_question",
    "area_of",
    "areas",
    "ask_citizen",
    "assign",
    "cases_of_appeals",
    "choose_limit",
    "choose_look",
    "confirm_code",
    "count_new_today",
    "dates_of",
    "decide_appeal",
    "departments",
    "dispose",
    "enter_code",
    "expire_filings",
    "export_cases",
    "file_by_form",
    "file_by_portal",
    "file_in_block",
    "find_cases",
    "fold_pendency",
    "intake_of_portal",
    "judge",
    "keep_reply",
    "limits",
    "list_cases",
    "mark_overdue",
    "note_diary",
    "open_act",
    "open_appeal_page",
    "open_appeals",
    "open_block",
    "open_case",
    "open_document",
    "open_own_document",
    "own_portal",
    "own_portals",
    "pendency",
    "places_of",
    "read_case",
    "read_own_case",
    "refer_to_file",
    "request_code",
    "resolve",
    "send_code_again",
    "status_by_mobile",
    "status_by_portal",
    "sweep_papers",
    "track",
    "transfer",
    "withdraw",
]
