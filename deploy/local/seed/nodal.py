"""Give a department its nodal and appellate officers' posts: `python -m deploy.local.seed.nodal CODE`."""

import sys

from deploy.local.console import give_up, say
from deploy.local.installation import Installation, here
from deploy.local.seed import open_database
from deploy.local.seed.directory import SYSTEM, officers_of, offices, rows
from services.auth import actions


def main(site: Installation, code: str) -> None:
    """Enter the secretariat office and the two posts; who shall hold them is then for an order to say."""
    departments = [row for row in rows("departments") if row["code"] == code]
    if not departments or departments[0]["kind"] != "department":
        give_up(f"There is no department {code or '(D=CODE)'} in the reference data.")
    with open_database(site) as database, database.transaction() as tx:
        actions.save_offices(tx, SYSTEM, [one for one in offices() if one.code == f"SEC-{code}"])
        actions.save_posts(tx, SYSTEM, officers_of(departments[0]))
    say(f"{code} has the posts {code}-US-1 (nodal officer) and {code}-DS-1 (appellate officer).")
    say(f"An administrator gives their charges: {site.charge_form(f'{code}-US-1')}")


if __name__ == "__main__":
    main(here(), sys.argv[1] if len(sys.argv) > 1 else "")
