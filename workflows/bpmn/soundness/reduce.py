"""Reduction rules: a smaller net with the same deadlocks, the same ends and the same surplus tokens.

Fusion of series places and transitions, of parallel places and transitions, and removal of idle loops (Murata,
"Petri nets: properties, analysis and applications", 1989, section VI). What disappears leaves its trace: firing
what remains shows which elements were reached. The last place before an end stays, since its tokens may be too
many; only what non-interrupting events set off and nobody waits for (a reminder) goes altogether.
"""

from __future__ import annotations

from collections import deque

from workflows.bpmn.soundness.budget import Budget
from workflows.bpmn.soundness.net import Net, Place, Transition


def reduce(net: Net, budget: Budget) -> None:
    """Reduce in place until nothing more can be reduced, or the budget for arcs is used up."""
    _Reduction(net, budget).run()


class _Reduction:
    def __init__(self, net: Net, budget: Budget) -> None:
        self.net, self.budget = net, budget
        self.queue = deque(sorted(net.places))
        self.queued = set(self.queue)

    def run(self) -> None:
        while self.queue and self.budget.arcs > 0:
            number = self.queue.popleft()
            self.queued.discard(number)
            if number in self.net.places:
                self._look_at(number)

    def _look_at(self, number: int) -> None:
        place = self.net.places[number]
        self.budget.touch(1 + len(place.consumers) + len(place.producers))
        self._drop_idle_and_equal(number, place)
        if self._fuse_places(number, place) or self._fuse_transitions(number, place):
            return
        if not self._drop_tail(number, place):
            self._drop_parallel_place(number, place)

    # Transitions that change nothing, or the same as another -------------------------------------------------

    def _drop_idle_and_equal(self, number: int, place: Place) -> None:
        seen: dict[tuple[frozenset[int], frozenset[int], bool, bool], int] = {}
        for candidate in sorted(place.consumers):
            transition = self.net.transitions[candidate]
            self.budget.touch(len(transition.inputs) + len(transition.outputs))
            if transition.join:
                continue
            key = (
                frozenset(transition.inputs),
                frozenset(transition.outputs),
                transition.ends,
                transition.raises,
            )
            if key in seen:
                self._drop(candidate, into=seen[key])
            elif transition.inputs == transition.outputs == {number} and len(place.consumers) > 1:
                place.shown.extend(transition.shows)
                self._remove(candidate)
            else:
                seen[key] = candidate

    def _drop(self, number: int, *, into: int) -> None:
        self.net.transitions[into].shows.extend(self.net.transitions[number].shows)
        self._remove(number)

    def _remove(self, number: int) -> None:
        transition = self.net.transitions[number]
        self._touch(transition)
        self.net.remove(number)

    # A place whose tokens can do nothing but move on -----------------------------------------------------------

    def _fuse_places(self, number: int, place: Place) -> bool:
        """number -> transition -> target becomes one place."""
        step = self._only_step(number, place)
        if step is None:
            return False
        (target,) = self.net.transitions[step].outputs
        if target == number or target in self.net.protected or number in self.net.protected:
            return False
        if any(target in self.net.transitions[producer].outputs for producer in place.producers):
            return False
        self._show(place, self.net.transitions[step])
        self.net.remove(step)
        self._merge(number, target)
        return True

    def _only_step(self, number: int, place: Place) -> int | None:
        """The one transition that takes from here, if it takes one token and gives one."""
        if len(place.consumers) != 1:
            return None
        (step,) = place.consumers
        transition = self.net.transitions[step]
        simple = (
            len(transition.inputs) == len(transition.outputs) == 1
            and not transition.ends
            and not transition.join
        )
        return step if simple else None

    def _show(self, place: Place, step: Transition) -> None:
        """A token here shows what the step shows."""
        place.shown.extend(step.shows)

    def _merge(self, source: int, target: int) -> None:
        """All that gave to `source` gives to `target`, or the other way round where that is less work."""
        first, second = self.net.places[source], self.net.places[target]
        if not second.producers and target != self.net.initial:
            self._rename_consumers(target, source)
            return
        second.label = second.label if second.producers else first.label
        event = self._event_of(first)
        for producer in first.producers:
            transition = self.net.transitions[producer]
            transition.outputs.remove(source)
            transition.outputs.add(target)
            second.producers.add(producer)
            if event:
                transition.shows.append(event)
            self._touch(transition)
        self.budget.touch(len(first.producers))
        if self.net.initial == source:
            self.net.initial = target
            if event:
                second.shown.append(event)
        del self.net.places[source]
        self._again(target)

    def _rename_consumers(self, old: int, new: int) -> None:
        """`old` had no other giver: its tokens are those of `new`."""
        gone, kept = self.net.places[old], self.net.places[new]
        kept.shown.extend(gone.shown)
        for consumer in gone.consumers:
            transition = self.net.transitions[consumer]
            transition.inputs.discard(old)
            transition.inputs.add(new)
            kept.consumers.add(consumer)
            self._touch(transition)
        self.budget.touch(len(gone.consumers))
        del self.net.places[old]
        self._again(new)

    def _event_of(self, place: Place) -> int:
        """One event that stands for a token in `place`; 0 when that shows nothing."""
        if not place.shown:
            return 0
        if len(place.shown) > 1:
            event = self.net.event()
            self.net.events[event].extend(place.shown)
            place.shown = [event]
        return place.shown[0]

    # A place between exactly two transitions -------------------------------------------------------------------

    def _fuse_transitions(self, number: int, place: Place) -> bool:
        """before -> number -> after becomes one transition, where `after` needs nothing else."""
        if number == self.net.initial or number in self.net.protected:
            return False
        if len(place.producers) != 1 or len(place.consumers) != 1:
            return False
        (before_number,), (after_number,) = place.producers, place.consumers
        before, after = self.net.transitions[before_number], self.net.transitions[after_number]
        free = len(after.inputs) == 1 and before_number != after_number and not after.ends and not after.join
        if not free or not after.outputs or before.outputs & after.outputs:
            return False
        self._splice(number, before_number, after_number)
        return True

    def _splice(self, number: int, before_number: int, after_number: int) -> None:
        before, after = self.net.transitions[before_number], self.net.transitions[after_number]
        before.shows.extend((*self.net.places[number].shown, *after.shows))
        self._touch(after)
        self.net.remove(after_number)
        before.outputs.discard(number)
        del self.net.places[number]
        for target in after.outputs:
            before.outputs.add(target)
            self.net.places[target].producers.add(before_number)
        self.budget.touch(len(after.outputs))
        self._touch(before)

    # A place that only leads to an end -------------------------------------------------------------------------

    def _drop_tail(self, number: int, place: Place) -> bool:
        """A place that only loose tokens come to, and only leave by ending."""
        end = self._only_end(number, place)
        if end is None or not all(self.net.transitions[each].loose for each in place.producers):
            return False
        place.shown.extend(self.net.transitions[end].shows)
        self.net.remove(end)
        self._forget(number, place)
        return True

    def _only_end(self, number: int, place: Place) -> int | None:
        """The transition that ends what comes here, if there is nothing else to do."""
        if number == self.net.initial or number in self.net.protected or len(place.consumers) != 1:
            return None
        (end,) = place.consumers
        transition = self.net.transitions[end]
        return end if len(transition.inputs) == 1 and not (transition.outputs or transition.ends) else None

    def _forget(self, number: int, place: Place) -> None:
        """Take the place out; whoever gave to it shows what it showed."""
        event = self._event_of(place)
        for producer in place.producers:
            transition = self.net.transitions[producer]
            transition.outputs.discard(number)
            if event:
                transition.shows.append(event)
            self._touch(transition)
        del self.net.places[number]

    # A place that says the same as another ---------------------------------------------------------------------

    def _drop_parallel_place(self, number: int, place: Place) -> None:
        if (
            number == self.net.initial
            or number in self.net.protected
            or not place.producers
            or not place.consumers
        ):
            return
        twin = self._twin(number, place)
        if twin is None:
            self._drop_parallel_end(number, place)
            return
        self.net.places[twin].shown.extend(place.shown)
        for producer in place.producers:
            self.net.transitions[producer].outputs.discard(number)
            self._touch(self.net.transitions[producer])
        for consumer in place.consumers:
            self.net.transitions[consumer].inputs.discard(number)
            self._touch(self.net.transitions[consumer])
        del self.net.places[number]

    def _twin(self, number: int, place: Place) -> int | None:
        consumer = self.net.transitions[min(place.consumers)]
        for other in consumer.inputs:
            self.budget.touch(1)
            if other in {number, self.net.initial} or other in self.net.protected:
                continue
            twin = self.net.places[other]
            if twin.producers == place.producers and twin.consumers == place.consumers:
                return other
        return None

    def _drop_parallel_end(self, number: int, place: Place) -> None:
        """Two places with the same givers that both only lead to an end: one of them tells all."""
        end = self._only_end(number, place)
        if end is None:
            return
        for other in self.net.transitions[min(place.producers)].outputs:
            self.budget.touch(1)
            twin = self.net.places[other]
            if (
                other != number
                and twin.producers == place.producers
                and self._only_end(other, twin) is not None
            ):
                place.shown.extend(self.net.transitions[end].shows)
                self.net.remove(end)
                self._forget(number, place)
                return

    def _touch(self, transition: Transition) -> None:
        self.budget.touch(len(transition.inputs) + len(transition.outputs))
        for place in (*transition.inputs, *transition.outputs):
            self._again(place)

    def _again(self, place: int) -> None:
        if place in self.net.places and place not in self.queued:
            self.queued.add(place)
            self.queue.append(place)
