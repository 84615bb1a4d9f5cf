"""Reading the directory: departments, areas and posts of today."""

from typing import Any
from uuid import UUID

from kernel import directory
from kernel.database import Transaction
from services.auth import schemas
from services.auth.api.room import api, page_of


@api.get("/v1/departments", gives=schemas.Departments, may="directory.read")
def departments(tx: Transaction) -> Any:
    """The departments of today; `parent` gives the tree."""
    return page_of(directory.departments(tx))


@api.get("/v1/departments/without-nodal-officer", gives=schemas.Departments, may="directory.read")
def departments_without_nodal_officer(tx: Transaction) -> Any:
    """Departments for whose cases no post is the nodal officer's."""
    return page_of(directory.departments_without_role(tx, "nodal_officer"))


@api.get("/v1/departments/{code}", gives=schemas.Department, may="directory.read")
def department(tx: Transaction, code: str) -> Any:
    """One department, closed ones too."""
    return directory.department(tx, code)


@api.get("/v1/departments/{code}/posts", gives=schemas.Posts, may="directory.read")
def posts(tx: Transaction, code: str) -> Any:
    """The posts of a department today, highest first."""
    return page_of(directory.posts_of_department(tx, code))


@api.get("/v1/areas", gives=schemas.Areas, may="directory.read")
def areas(tx: Transaction) -> Any:
    """The areas of today; `parent` gives the tree."""
    return page_of(directory.areas(tx))


@api.get("/v1/posts/{post_id:uuid}", gives=schemas.PostWithHolder, may="directory.read")
def post(tx: Transaction, post_id: UUID) -> Any:
    """One post, who answers for it and who stands in."""
    return {
        "post": directory.post(tx, post_id),
        "holder": directory.holder(tx, post_id, tx.now),
        "link_officer": directory.link_officer(tx, post_id, tx.now),
    }
