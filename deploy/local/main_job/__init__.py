"""The main job, played through the gateway on real input: from a grievance to an appeal."""

import json
import os
import secrets

from deploy.local.console import say
from deploy.local.installation import Installation
from deploy.local.main_job import centre, desk, efile, employees, notices, office
from deploy.local.main_job.citizen import Citizen, files_by_form, reads_and_appeals
from deploy.local.main_job.people import Portal
from deploy.local.main_job.stage import Stage
from deploy.local.programs import write_private


def play(site: Installation) -> None:
    """Play the job once; afterwards only look whether its case is still there, unless KS_MAIN_JOB=again."""
    stage = Stage(site)
    kept = site.directory / "main-job-case.json"
    if kept.exists() and os.environ.get("KS_MAIN_JOB") != "again":
        _look_again(stage, json.loads(kept.read_text("utf-8")))
        return
    say("\nThe main job, through the gateway:")
    try:
        played = _play(stage)
    finally:
        stage.show()
    write_private(kept, json.dumps(played, ensure_ascii=False))
    _in_the_browser(site, played)


def _play(stage: Stage) -> dict[str, str]:
    employees.play(stage)
    section_officer, under_secretary = office.play(stage)
    citizen = _a_citizen(stage)
    number = files_by_form(stage, citizen)
    filed = desk.portal_files(stage, Portal(stage.site, "REV"), _a_citizen(stage), secrets.token_hex(8))
    case = desk.screens(stage, under_secretary, citizen, number)
    desks = efile.gather(stage, section_officer, under_secretary)
    desk.settles_others(stage, under_secretary, filed, desks.posts["REV-SO-1"])
    desk.refers(stage, under_secretary, case["case_id"], desks.posts["REV-SO-1"])
    file_id = efile.play(stage, desks, case["case_id"])
    desk.disposes(stage, under_secretary, citizen, case["case_id"])
    appeal = reads_and_appeals(stage, citizen, number)
    desk.hears(stage, appeal)
    notices.play(stage, desks, file_id)
    centre.play(stage, _a_citizen(stage))
    return {
        "number": number,
        "mobile": citizen.mobile,
        "appeal": appeal,
        "case_id": case["case_id"],
        "file_id": file_id,
    }


def _a_citizen(stage: Stage) -> Citizen:
    name = secrets.randbelow(10**8)
    return Citizen(stage, mobile=f"98{name:08d}", email=f"citizen-{name:08d}@example.in")


def _look_again(stage: Stage, played: dict[str, str]) -> None:
    citizen = Citizen(stage, mobile=played["mobile"], email="")
    say("\nThe main job was played before; its case is looked up again (KS_MAIN_JOB=again plays it anew):")
    with stage.step(f"case {played['number']} is still there", "citizen", "INTERNET"):
        citizen.open("/track")
        citizen.send("/track", {"number": played["number"], "mobile": played["mobile"]})
    say("  its steps, as they were played before:")
    stage.show_kept()
    _in_the_browser(stage.site, played)


def _in_the_browser(site: Installation, played: dict[str, str]) -> None:
    """Where a person sees the same with own eyes."""
    citizens, officers = site.url("INTERNET"), site.url("SECURE_LAN")
    say("\n  the same in the browser:")
    say(f"  {citizens}/d/REV   Revenue's page")
    say(f"  {citizens}/track   number {played['number']}, mobile {played['mobile']}")
    say(f"  {officers}/home   officers; make login P=REV-US-1 gives a login with a one-time code")
    if "case_id" in played:
        say(f"  {officers}/desk/cases/{played['case_id']}   the case on the nodal officer's desk (REV-US-1)")
        say(
            f"  {officers}/files/files/{played['file_id']}   its file with the note sheet (REV-SO-1, REV-US-1)"
        )
    say(f"  {officers}/ops   operations (GAD-ADM-1)")
