"""The reference process as a viewflow user writes it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from viewflow import this
from viewflow.workflow import flow, lock


def user_task(late: Any) -> Any:
    """Work for the group's people, with a reminder after ten minutes that leaves it open."""
    task = flow.View(None).Permission("viewflow.view_process")
    return task.OnTimeout(timedelta(minutes=10), late, interrupting=False)


class ReferenceFlow(flow.Flow):
    lock_impl = lock.select_for_update_lock

    start = flow.StartHandle(this.begin).Next(this.user_a)
    user_a = user_task(this.ra).Next(this.x)
    x = flow.If(lambda activation: activation.process.data["ok"]).Then(this.user_b).Else(this.no)
    user_b = user_task(this.rb).Next(this.f)
    f = flow.Split().Next(this.user_c).Next(this.user_d)
    user_c = user_task(this.rc).Next(this.j)
    user_d = user_task(this.rd).Next(this.j)
    j = flow.Join().Next(this.t)
    t = flow.Function(this.check).Next(this.e)
    e = flow.End()
    no = flow.End()
    ra = flow.End()
    rb = flow.End()
    rc = flow.End()
    rd = flow.End()

    def begin(self, activation: Any) -> Any:
        return activation.process

    def check(self, activation: Any) -> None:
        activation.process.data["checked"] = True
        activation.process.save()
