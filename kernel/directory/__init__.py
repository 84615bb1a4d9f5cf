"""Every service's own copy of departments, areas, offices, posts, people and charges, fed by events."""

from kernel.directory.handover import Leaver, leaver
from kernel.directory.nouns import Area, Charge, Department, Holder, Office, Person, Portal, Post
from kernel.directory.offices import (
    area,
    area_subtree,
    areas,
    department,
    department_subtree,
    departments,
    departments_without_role,
    find_office_by_code,
    office,
)
from kernel.directory.people import (
    charges_of,
    find_person,
    find_person_by_staff_uid,
    granted_until,
    holder,
    link_officer,
    names_are_open,
    people_by_id,
    person,
)
from kernel.directory.portals import find_portal, portal_by_key, portals
from kernel.directory.posts import (
    find_post_by_code,
    post,
    post_above,
    post_with_role,
    posts_by_id,
    posts_of_department,
    posts_of_office,
)
from kernel.directory.revocations import is_revoked, revocations_since
from kernel.directory.save import is_stale, save

__all__ = [
    "Area",
    "Charge",
    "Department",
    "Holder",
    "Leaver",
    "Office",
    "Person",
    "Portal",
    "Post",
    "area",
    "area_subtree",
    "areas",
    "charges_of",
    "department",
    "department_subtree",
    "departments",
    "departments_without_role",
    "find_office_by_code",
    "find_person",
    "find_person_by_staff_uid",
    "find_portal",
    "find_post_by_code",
    "granted_until",
    "holder",
    "is_revoked",
    "is_stale",
    "leaver",
    "link_officer",
    "names_are_open",
    "office",
    "people_by_id",
    "person",
    "portal_by_key",
    "portals",
    "post",
    "post_above",
    "post_with_role",
    "posts_by_id",
    "posts_of_department",
    "posts_of_office",
    "revocations_since",
    "save",
]
