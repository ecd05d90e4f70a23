"""Scores to claims, as crates/reader/src/decode.rs does it; used here to choose candidates, thresholds and models."""
import collections
import os
import re

import torch

from . import batches, data
from .labels import CANDIDATES, COUNTS, IMPLIED, IMPLIED_BOUNDS, ROLES, STATUS, TEXT_SLOTS, TYPES, VERIFICATION

#: What share of its threshold a span needs that stands in a list with a filler.
JOINED = 0.25
#: A doer who stands in no list with another one needs so much beside a likelier one.
ANOTHER_DOER = 0.6
#: A span behind "citing" is a speaker where it is a party with this chance.
CITED = 0.05
#: A span with a smaller score for a role adds nothing to it.
CONSIDER = 0.05
#: Numbers for one slot add up where each is at least so likely: a sum that nobody stated is worse than a part of one.
SUM = 0.9
#: A span is looked at where one of its groups reaches this.
PROPOSE = 0.04


def propose_candidates(probabilities, group, gold=False):
    """Per window a sorted list (first, end, [party, place, time, quantity]): the likeliest spans and the quantities.

    probabilities [B, 3, W, W]. With `gold`, the fillers of the window are among them (for training)."""
    out = []
    for b, x in enumerate(group):
        n = len(x["pieces"])
        p = probabilities[b, :, :n, :n].cpu()
        best = p.amax(0) * batches.allowed(x["sentence"], n)
        flat = best.flatten()
        top = torch.topk(flat, min(CANDIDATES - min(24, len(x["quantities"])), flat.numel()))
        chosen = {(int(i) // n, int(i) % n + 1) for v, i in zip(top.values.tolist(), top.indices.tolist()) if v >= PROPOSE}
        quantities = {(q[0], q[1]) for q in x["quantities"][:24]}
        if gold:
            chosen |= {(a, e) for c in x["claims"] for _, a, e in c["fillers"]}
        spans = sorted(chosen | quantities)
        out.append([(a, e, [*(p[:, a, e - 1].tolist()), float((a, e) in quantities)]) for a, e in spans])
    return out


class Thresholds:
    """What a claim, a filler, a status must reach."""

    def __init__(self, trigger=0.35, roles=None, implied=0.3, verification=0.5):
        self.trigger = dict.fromkeys(TYPES, trigger) if not isinstance(trigger, dict) else trigger
        self.roles = {**dict.fromkeys(ROLES, 0.35), **(roles or {})}
        self.implied, self.verification = implied, verification

    def as_dict(self):
        return {"trigger": self.trigger, "roles": self.roles, "implied": self.implied, "verification": self.verification}


def triggers_of(tags, x, least):
    """tags [W, 33] probabilities. (first, end, type, probability) for every word likely to begin a trigger; a word
    whose types together reach `least` but none alone is given the best."""
    out, w, n = [], 0, len(x["pieces"])
    while w < n:
        kinds = tags[w, 2:]
        total, best = float(kinds.sum()), int(kinds.argmax())
        if total >= least and x["sentence"][w] >= x["focus"]:
            end = w + 1
            while end < n and x["sentence"][end] == x["sentence"][w] and float(tags[end, 1]) > 0.5:
                end += 1
            out.append((w, end, best, total))
        w += 1
    return out


def score_windows(reader, windows, begin, end, device, batch=4096, least=0.15):
    """Everything that decoding needs, per window: triggers with roles, status, verification and implied counts."""
    out = []
    reader.eval()
    with torch.no_grad():
        for group in batches.batches(windows, batch):
            ids, shapes, mask, first, last, _ = (t.to(device) for t in batches.encoder_inputs(group, begin, end))
            words = reader.words(ids, shapes, mask, first, last)
            tags, spans = reader.heads(words)
            tags = torch.softmax(tags.float(), -1).cpu()
            candidates = propose_candidates(torch.sigmoid(spans.float()), group)
            triggers = [triggers_of(tags[b], x, least) for b, x in enumerate(group)]
            if not any(triggers):
                continue
            inputs = {k: v.to(device) for k, v in
                      batches.pair_inputs(group, candidates, [[t[:3] for t in ts] for ts in triggers]).items()}
            roles, status, verification, implied = (t.float().cpu() for t in reader.role_head(words, **inputs))
            for b, x in enumerate(group):
                for m, t in enumerate(triggers[b]):
                    out.append({"window": x, "trigger": t, "candidates": candidates[b],
                                "roles": torch.sigmoid(roles[b, m, : len(candidates[b])]).tolist(),
                                "status": torch.softmax(status[b, m], -1).tolist(),
                                "verification": torch.softmax(verification[b, m], -1).tolist(),
                                "implied": torch.softmax(implied[b, m], -1).tolist()})
    return out


def claim_of(scored, example, report, thresholds):
    """One scored trigger to a claim in the codebook's form, or None below the threshold."""
    x, (first, end, kind, total) = scored["window"], scored["trigger"]
    name = TYPES[kind]
    if total < thresholds.trigger[name]:
        return None
    text, spans = report["text"], example["spans"]
    at = lambda a, e: (spans[x["words"][a]][0], spans[x["words"][e - 1]][1])
    s, e = at(first, end)
    claim = {"sentence": x["sentence"][first], "trigger": text[s:e], "trigger_span": [s, e], "type": name,
             "status": STATUS[max(range(len(STATUS)), key=lambda i: scored["status"][i])], "confidence": total}
    if claim["status"] == "actual" and is_planned(name, first, x, at, text):
        claim["status"] = "planned"
    candidates = scored["candidates"]
    beside = lambda w: x["sentence"][w] == x["sentence"][first]
    new = name in VIOLENT and first_told(first, x, at, text)
    least_far = thresholds.roles["actor"] if has_pronoun(first, x, at, text) else ANOTHER_DOER
    people, doers, where = {}, [], {}
    for slot in TEXT_SLOTS:
        roles = [slot, "source2"] if slot == "source" else [slot]
        found = []
        for role in roles:
            r = ROLES.index(role)
            for j, (a, b, groups) in enumerate(candidates):
                p = scored["roles"][j][r]
                if slot == "actor" and (new and not beside(a) or undergoes(name, end, a, x, at, text)) or slot == "place" and in_order(a, x, at, text):
                    continue
                if role == "source2" and groups[0] >= CITED and beside(a) and cited(a, x, at, text):
                    p = max(p, 0.5 + 0.5 * groups[0])
                if slot == "actor" and not beside(a) and p < least_far:
                    continue
                if p >= CONSIDER and (groups[3] < 1.0 or max(groups[:3]) > PROPOSE):
                    found.append((p, a, b, role, text[at(a, b)[0]:at(a, b)[1]]))
        joined = lambda one, other: coordinated(one, other, x, at, text)
        kept = chosen(mentions(found), thresholds.roles, joined)
        if slot == "actor":
            doers = kept = of_one_deed(kept, joined)
        kept.sort(key=lambda m: (m[3] == "source2", m[1]))
        if slot == "source":
            outer = [m for m in kept if beside(m[1]) and frames(m[1], x, at, text)]
            if len(outer) == 1 and any(beside(m[1]) and m[1] < outer[0][1] for m in kept):
                kept = outer + [m for m in kept if m is not outer[0]]
        if slot in WHERE:
            where[slot] = kept
        elif slot in ("actor", "target"):
            people[slot] = [(m[1], m[2]) for m in kept]
        if kept:
            claim[slot] = [m[4] for m in kept]
            claim.setdefault("scores", {})[slot] = [m[0] for m in kept]
        if slot == "source" and doers and name not in SPEECH:
            tellers = [m for m in kept if beside(m[1]) and tells_after(first, m[1], x, at, text)]
            same = lambda d, m: (d[1] < m[2] and m[1] < d[2]) or alike(d[4], m[4])
            doers = [d for d in doers if not any(same(d, m) or apposed(m[2], d[1], x, at, text) for m in tellers)]
            doers = [m for m in kept if tells_of_itself(first, m[2], x, at, text)] or doers
            claim["actor"] = [m[4] for m in doers]
            claim["scores"]["actor"] = [m[0] for m in doers]
            if not doers:
                del claim["actor"], claim["scores"]["actor"]
    where = of_one_way(where)
    for slot, kept in where.items():
        stays = [m for m in kept if not is_bearing(m[1], x, at, text)]
        where[slot] = stays or kept
    headed = [m for m in where["from"] if heads_for(m[1], x, at, text)]
    where["from"] = [m for m in where["from"] if m not in headed]
    where["to"] = sorted(where["to"] + headed, key=lambda m: m[1])
    for slot, kept in where.items():
        claim.pop(slot, None), claim.get("scores", {}).pop(slot, None)
        if kept:
            claim[slot] = [m[4] for m in kept]
            claim["scores"][slot] = [m[0] for m in kept]
    if name in ("DETAIN", "ABDUCT") and not claim.get("target") and any(taken(m, end, at, text) for m in where["place"]):
        claim["type"] = "SEIZE"
    quantities = {(q[0], q[1]): (q[2], q[3]) for q in x["quantities"]}
    words = lambda a, b: [text[slice(*at(w, w + 1))] for w in range(a, b)]
    known = {(a, b): quantities[a, b] for a, b, _ in candidates if (a, b) in quantities}
    attempt = is_attempt(claim["trigger"])
    claim["type"] = deed(claim["type"], claim["trigger"])
    for i, slot in enumerate(COUNTS):
        r = ROLES.index(slot)
        found = [(scored["roles"][j][r], (a, b)) for j, (a, b, _) in enumerate(candidates)
                 if (a, b) in quantities and scored["roles"][j][r] >= thresholds.roles[slot]]
        if slot == "killed" and attempt:
            continue
        who = people.get("actor" if slot == "displaced" else "target", [])
        if found:
            claim[slot] = with_its_list(total_of(found, quantities, x, words), who, known, x, words)
            continue
        none, one, several = scored["implied"][i]
        sure = claim["status"] == "actual" and counts_whoever(slot, name, claim["trigger"])
        if sure or 1 - none >= thresholds.implied:
            bounds = number_of(who, known, words)
            if bounds is None and max(one, several) >= 0.5:
                bounds = IMPLIED_BOUNDS["one" if one >= several else "several"]
            if bounds is not None:
                claim[slot] = bounds
    if name in VIOLENT and claim["status"] == "actual" and not attempt and not claim.get("killed") and not claim.get("injured"):
        here = [w for w in range(len(x["sentence"])) if x["sentence"][w] == x["sentence"][first]]
        slot = befell([text[slice(*at(w, w + 1))] for w in here])
        bounds = number_of([p for p in people.get("target", []) if x["sentence"][p[0]] == x["sentence"][first]], known, words)
        if slot and bounds is not None:
            claim[slot] = bounds
    v = max(range(1, len(VERIFICATION)), key=lambda i: scored["verification"][i])
    if scored["verification"][v] >= thresholds.verification:
        claim["verification"] = VERIFICATION[v]
    return claim


LEAD = set("the town city village of capital southern northern eastern western central key strategic border port coastal district".split())


def taken(mention, end, at, text):
    """True where a place stands right behind a trigger that ends before word `end`: "captured the southern city of Daraa"."""
    between = text[at(end - 1, end)[1]:at(mention[1], mention[1] + 1)[0]] if mention[1] >= end else "-"
    return all(w.lower() in LEAD for w in between.split())


def total_of(found, quantities, x, words):
    """The bounds of the likeliest expression, added up with every other that is as good as sure, or that stands in a
    list with one ("three women, a girl and two men")."""
    found = sorted(found, reverse=True)
    taken = [found[0][1]]
    for p, q in found[1:]:
        if p >= SUM or any(in_a_list(q, other, x, words) for other in taken):
            taken.append(q)
    return data.total([quantities[q] for q in taken])


#: So many words may stand from one number of a list to the next.
LIST_GAP = 6


def in_a_list(one, other, x, words):
    """True where two expressions of quantity of one sentence stand near each other, with "and" or a comma between."""
    left, right = sorted([one, other])
    between = words(left[1], right[0])
    return (x["sentence"][left[0]] == x["sentence"][right[0]] and len(between) <= LIST_GAP
            and any(w.lower() in ("and", ",", "plus") for w in between))


_SOURCES = os.path.join(os.path.dirname(__file__), "..", "..", "crates", "reader", "src")


def word_list(file, section=None):
    """The words of a data file of crates/reader/src/quantity, or of one [section] of it, as the Rust program reads them."""
    words, inside = set(), section is None
    with open(os.path.join(_SOURCES, "quantity", file), encoding="utf-8") as f:
        for line in f:
            if line.startswith("["):
                inside = line.strip() == f"[{section}]"
            elif inside and not line.startswith("#"):
                words.update(line.split())
    return words


#: Beginnings of words for killing, hurting and holding people, and whole words for being dead.
KILLING, HURTING, HOLDING = (tuple(word_list("lists.txt", name)) for name in ("killing", "hurting", "holding"))
DEAD = word_list("lists.txt", "dead")


def names_the(trigger, slot):
    """True where the trigger is a word for being killed, hurt or held: it says of its target what `slot` counts."""
    words = re.findall(r"\w+", trigger.lower())
    if slot == "killed":
        return any(w.startswith(KILLING) or w in DEAD for w in words)
    return any(w.startswith(HURTING if slot == "injured" else HOLDING) for w in words)


def counts_whoever(slot, name, trigger):
    """True where whoever is the claim's target is counted, though no number is told."""
    holds = name in ("DETAIN", "ABDUCT")
    return slot != "displaced" and holds == (slot == "detained") and names_the(trigger, slot)


VIOLENT = {"CLASH", "AIRSTRIKE", "SHELL", "BOMB", "ATTACK", "KILL"}
ATTEMPTS = tuple(word_list("lists.txt", "attempts"))


def is_attempt(trigger):
    """True where a trigger says that nobody died of the deed: "assassination attempt"."""
    return any(w.startswith(ATTEMPTS) for w in re.findall(r"\w+", trigger.lower()))


def words_before(start, most, x, at, text):
    """The last words of a sentence before one of its words, at most so many, in small letters."""
    here = [w for w in range(max(0, start - most), start) if x["sentence"][w] == x["sentence"][start]]
    return [text[slice(*at(w, w + 1))].lower() for w in here]


#: Words that speak of the doer though the sentence names only the speaker: "it shot down the drone, the army said".
OF_THE_SPEAKER = word_list("lists.txt", "of-the-speaker")


def first_told(first, x, at, text):
    """True where "a" or "an" stands before the trigger, at most one word between: "an air strike" is a deed that nothing before has told of,
    and nobody of another sentence is its doer."""
    return not {"a", "an"}.isdisjoint(words_before(first, 2, x, at, text))


PLANS = word_list("lists.txt", "plans")


def is_planned(name, first, x, at, text):
    """True where "agreed to" and the like stand before the trigger, an article and one word more apart: "agreed to an orderly withdrawal"."""
    before = words_before(first, 4, x, at, text)
    link = next((n for n in reversed(range(len(before))) if before[n] in ("to", "on")), None)
    if name == "AGREE" or not link or before[link - 1] not in PLANS:
        return False
    between = before[link + 1:]
    return len(between) <= 1 or between[0] in ("a", "an", "the", "its", "their") and len(between) == 2


SUBJECTS = word_list("lists.txt", "subjects")


def has_pronoun(first, x, at, text):
    """True where a pronoun stands before the trigger, at most one word between: "it had seized" has its doer elsewhere."""
    return not SUBJECTS.isdisjoint(words_before(first, 2, x, at, text))


#: Types of which a noun has behind "of" whom or what it befell.
BEFALLS = {"ABUSE", "BESIEGE", "DESTROY", "KILL", "RELEASE", "SANCTION", "SEIZE"}


def undergoes(name, end, start, x, at, text):
    """True where a span stands right behind a trigger's "of", an article apart: "the liberation of Vess", "the killing of the elders"."""
    if name not in BEFALLS or not end < start <= end + 2 or x["sentence"][start] != x["sentence"][end - 1]:
        return False
    between = [text[slice(*at(w, w + 1))].lower() for w in range(end, start)]
    return between[0] == "of" and between[1:] in ([], ["a"], ["an"], ["the"])


#: Verbs before "that it", and the words between it and the deed.
SAYING, OF_ITSELF = word_list("lists.txt", "saying"), word_list("lists.txt", "of-itself")


def tells_of_itself(trigger, end, x, at, text):
    """True where a speaker, whose last word is before `end`, says "that it" did the deed: "the army said that it had left"."""
    if x["sentence"][end - 1] != x["sentence"][trigger] or trigger - end > 7:
        return False
    between = [text[slice(*at(w, w + 1))].lower() for w in range(end, trigger)]
    if "that" not in between:
        return False
    that = between.index("that")
    return that > 0 and between[that - 1] in SAYING and between[that + 1:that + 2] == ["it"] and OF_ITSELF.issuperset(
        between[:that - 1] + between[that + 2:])


def apposed(speaker_end, start, x, at, text):
    """True where a party stands in what a comma adds to a speaker: "Milo Eskar, the rebel spokesman"."""
    if not speaker_end < start <= speaker_end + 4 or x["sentence"][start] != x["sentence"][speaker_end - 1]:
        return False
    between = [text[slice(*at(w, w + 1))].lower() for w in range(speaker_end, start)]
    return between[0] == "," and not {"by", "and", ","} & set(between[1:])


def frames(start, x, at, text):
    """True where a speaker stands behind "according to", a few words of his own name apart: "according to the news agency Vess"."""
    before = words_before(start, 6, x, at, text)
    return any(before[n:n + 2] == ["according", "to"] and "," not in before[n:] for n in range(len(before) - 1))


def tells_after(trigger, speaker, x, at, text):
    """True where the sentence goes on to the speaker after a comma behind the trigger, and no pronoun before speaks of him: "... killed
    twelve people, the Front said" does not say that the Front did it."""
    if speaker <= trigger:
        return False
    words = [text[slice(*at(w, w + 1))].lower() for w in range(speaker) if x["sentence"][w] == x["sentence"][trigger]]
    here = [text[slice(*at(w, w + 1))] for w in range(trigger, speaker)]
    return "," in here and OF_THE_SPEAKER.isdisjoint(words)


BATTLES, RAIDS, CASUALTIES, FURTHER = (word_list("lists.txt", name) for name in ("battles", "raids", "only-casualties", "further"))
DEEDS = {"CLASH", "AIRSTRIKE", "SHELL", "BOMB", "ATTACK"}


def deed(name, trigger):
    """The type by the codebook's own words: KILL codes deaths, a battle is a CLASH, a raid an ATTACK."""
    last = (re.findall(r"\w+", trigger.lower()) or [""])[-1]
    if name == "KILL" and is_attempt(trigger):
        return "ATTACK"
    if name == "ATTACK" and last in BATTLES:
        return "CLASH"
    return "ATTACK" if name == "CLASH" and last in RAIDS else name


def of_the_deed(claims, sentence):
    """Casualties in a sentence of their own take the type of the deed that the sentence before tells, where a word says that the
    story goes on: "Three others were wounded". Claims in the text's order; `sentence` gives the text of one."""
    last = None
    for c in claims:
        words = re.findall(r"\w+", c["trigger"].lower())
        only_casualties = c["type"] in DEEDS | {"KILL"} and CASUALTIES.issuperset(words)
        if (only_casualties and c["type"] in ("KILL", "ATTACK") and last and last[0] + 1 == c["sentence"]
                and not FURTHER.isdisjoint(re.findall(r"\w+", sentence(c["sentence"]).lower()))):
            c["type"] = last[1]
        if c["type"] in DEEDS and (only_casualties or c["status"] in ("actual", "possible")):
            last = (c["sentence"], c["type"])


#: Words of a sentence that say what befell the victims it names.
DIED, HURT = (word_list("lists.txt", name) for name in ("died", "hurt"))


def befell(words):
    """The slot that a sentence's words speak of, where they speak of one only: "He was killed in a raid"."""
    words = {w.lower() for w in words}
    died, hurt = not words.isdisjoint(DIED), not words.isdisjoint(HURT)
    return None if died == hurt else "killed" if died else "injured"


PLURALS, PHRASE_ENDS, ALSO_PEOPLE = (word_list("lists.txt", name) for name in ("plurals", "phrase-ends", "also-people"))
#: Nouns for things, singular, as the grammar of quantities has them.
THINGS = word_list("things.txt")


def is_thing(word):
    """True for a listed thing, also in the plural: as `listed` in crates/reader/src/quantity.rs."""
    ends = (("s", ("",)), ("es", ("",)), ("ies", ("y",)), ("ves", ("f", "fe")), ("men", ("man",)))
    return word in THINGS or any(word.endswith(end) and word[: -len(end)] + one in THINGS for end, ones in ends for one in ones)


def number_of(spans, quantities, words):
    """How many people some noun phrases are: the numbers that stand in them or before them, one for a single person, two
    or more for a plural. None where there is none."""
    parts = [n for n in (number_of_one(a, b, quantities, words) for a, b in spans) if n is not None]
    return data.total(parts) if parts else None


def number_of_one(a, b, quantities, words):
    phrase = words(a, b)
    stop = next((n for n, w in enumerate(phrase) if n and w.lower() in PHRASE_ENDS), len(phrase))
    head = next((w for w in reversed(phrase[:stop]) if w[:1].isalnum()), None)
    if head is None or is_thing(head.lower()) and head.lower() not in ALSO_PEOPLE:
        return None
    said = sorted(q for q in quantities if q[0] < b and a <= q[1])
    if said:
        return quantities[said[0]]
    low = head.lower()
    name = head[:1].isupper() and not all(w.isupper() for w in phrase if w.isalpha())
    several = low in PLURALS or (low.endswith("s") and not low.endswith(("ss", "us", "is")) and not name)
    return (2, None) if several else (1, 1)


def with_its_list(bounds, who, quantities, x, words):
    """A number together with the others of the list of people that it belongs to: "eight women, a girl and four men"."""
    numbered = {w for a, b in quantities for w in range(a, b)}

    def joined(left, right):
        if right[0] < left[1] or x["sentence"][left[0]] != x["sentence"][right[0]]:
            return False
        between = [words(w, w + 1)[0].lower() for w in range(left[1], right[0]) if w not in numbered]
        between = [w for w in between if w not in ("a", "an", "the", "another")]
        return between != [] and all(w in ("and", ",") for w in between)
    groups = []
    for span in sorted(who):
        if groups and joined(groups[-1][-1], span):
            groups[-1].append(span)
        else:
            groups.append([span])
    for group in groups:
        parts = [number_of_one(a, b, quantities, words) for a, b in group]
        if len(group) > 1 and None not in parts and any(list(p) == list(bounds) for p in parts):
            return data.total(parts)
    return bounds


def mentions(found):
    """Spans (score, first, end, role, text) that stand for one filler become one: those that overlap or share most
    words. Its score is the chance that any of them is right; its text the likeliest one's."""
    out = []
    for one in sorted(found, key=lambda f: (-f[0], f[1], f[2], f[3])):
        for n, other in enumerate(out):
            if (one[1] < other[2] and other[1] < one[2]) or alike(one[4], other[4]):
                out[n] = (1 - (1 - other[0]) * (1 - one[0]), *other[1:])
                break
        else:
            out.append(one)
    return out


def chosen(found, least, joined):
    """The mentions that reach their role's threshold, and those that stand in a list with one ("Latakia and Tartus"),
    for which JOINED of it is enough."""
    kept = [m for m in found if m[0] >= least[m[3]]]
    for m in found:
        if m[0] < least[m[3]] and m[0] >= JOINED * least[m[3]] and any(m[3] == o[3] and joined(m, o) for o in kept):
            kept.append(m)
    return kept


def of_one_deed(doers, joined):
    """The doers without those that are neither the likeliest nor in a list with another nor sure by themselves."""
    top = max(doers, default=None)
    return [m for m in doers if m is top or m[0] >= ANOTHER_DOER or any(joined(m, o) for o in doers if o is not m)]


#: The slots of which a span fills one only.
WHERE = ("place", "from", "to")


def of_one_way(where):
    """The places of a claim by slot, each where it is likeliest: nobody moves from a place to that place."""
    def likelier(slot, m):
        others = ((other, o) for other in WHERE if other != slot for o in where[other] if o[1] < m[2] and m[1] < o[2])
        return any((o[0], -WHERE.index(other)) > (m[0], -WHERE.index(slot)) for other, o in others)
    return {slot: [m for m in where[slot] if not likelier(slot, m)] for slot in WHERE}


def heads_for(start, x, at, text):
    """True where "to" or "towards" stands before a span, an article apart: nobody leaves a place for which he heads."""
    before = words_before(start, 2, x, at, text)
    if before and before[-1] in ("the", "a", "an"):
        before.pop()
    return bool(before) and before[-1] in ("to", "toward", "towards")


#: Units of distance, and words that may stand between them and the place that the distance is from.
UNITS_OF_DISTANCE = word_list("lists.txt", "distances")
BEARINGS, STARTS = word_list("lists.txt", "bearings"), set("of from outside off".split())


def is_bearing(start, x, at, text):
    """True where a place only tells how far away the deed was: "Tirna, 50 kilometres south of Vess"."""
    before = words_before(start, 7, x, at, text)
    unit = next((n for n in reversed(range(len(before))) if before[n] in UNITS_OF_DISTANCE), None)
    return unit is not None and BEARINGS.issuperset(before[unit + 1:]) and not STARTS.isdisjoint(before[unit + 1:])


#: What a list of names behind "after" runs up to where it only counts what came before, and is no clause.
LIST_ENDS = set(", ; . : ) it this that they he she — ”".split())


def in_order(start, x, at, text):
    """True where a span stands in a list behind "after" that only tells an order: "the third city to fall, after Vess and Tirna"."""
    words = [text[slice(*at(w, w + 1))] for w in range(len(x["sentence"])) if x["sentence"][w] == x["sentence"][start]]
    first = here = start - x["sentence"].index(x["sentence"][start])
    links = lambda word: word in (",", "and") or any(c.isupper() for c in word)
    while first and links(words[first - 1]) and words[first - 1].lower() != "after":
        first -= 1
    last = here
    while last < len(words) and (words[last] == "and" or any(c.isupper() for c in words[last])
                                 or words[last] == "," and last + 1 < len(words) and any(c.isupper() for c in words[last + 1])):
        last += 1
    return first > 0 and words[first - 1].lower() == "after" and (last == len(words) or words[last].lower() in LIST_ENDS)


def coordinated(one, other, x, at, text):
    """True where only "and", "or" and commas stand between two spans of one sentence."""
    left, right = sorted([one, other], key=lambda m: m[1])
    if left[2] >= right[1] or x["sentence"][left[1]] != x["sentence"][right[1]]:
        return False
    between = [text[slice(*at(w, w + 1))].lower() for w in range(left[2], right[1])]
    return len(between) <= 2 and all(w in ("and", "or", ",") for w in between)


def cited(start, x, at, text):
    """True where "citing" or "quoting" stands before a span, an article apart."""
    before = [text[slice(*at(w, w + 1))].lower() for w in range(max(0, start - 2), start)]
    if before and before[-1] in ("the", "a", "an"):
        before.pop()
    return bool(before) and before[-1] in ("citing", "quoting")


def alike(a, b):
    """At least half of the words in common, articles and possessives apart (a token F1 of 0.5 or more)."""
    x, y = collections.Counter(key(a)), collections.Counter(key(b))
    return 4 * sum((x & y).values()) >= sum(x.values()) + sum(y.values()) > 0


def key(text):
    return [w for w in re.findall(r"\w+", text.lower().replace("’", "'").replace("'s", "")) if w not in ("the", "a", "an")]


#: Two triggers of one type so near (characters between them) name one event: "carried out attacks on ... , attacking".
NEAR = 40


def one_event(a, b):
    """True where two claims of one sentence tell one event: the same number of dead, or the same type, not of different places,
    and either near each other or by the same doers."""
    if any(a.get(slot) and a.get(slot) == b.get(slot) for slot in COUNTS):
        return True
    who = lambda c, slot: sorted({w for f in c.get(slot, []) for w in key(f)})
    if any(who(a, slot) and who(b, slot) and set(who(a, slot)).isdisjoint(who(b, slot)) for slot in ("place", "from", "to")):
        return False
    first, second = sorted((a["trigger_span"], b["trigger_span"]))
    doers = who(a, "actor")
    return a["type"] == b["type"] and (second[0] - first[1] < NEAR or doers == who(b, "actor") and (doers != [] or who(a, "target") == who(b, "target")))


def told_once(claims):
    """Claims of a sentence without those that tell an event again: the codebook codes it once, on the word that names the
    deed rather than on the one that names the dead."""
    out = []
    for claim in claims:
        twin = next((n for n, other in enumerate(out)
                     if other["sentence"] == claim["sentence"] and one_event(other, claim)), None)
        if twin is None:
            out.append(claim)
            continue
        rank = lambda c: (not any(names_the(c["trigger"], slot) for slot in ("killed", "injured")), c["confidence"])
        if rank(claim) > rank(out[twin]):
            out[twin] = claim
    return out


def is_heading(text, spans):
    """True where the report's first sentence is a line of its own without a stop: its title, which is not coded."""
    start, end = spans[0]
    line = text[start:end].strip()
    return (re.search(r"[.!?:;,…][\"”’')\]\d\[]*$", line) is None and text[end:end + 1] == "\n" and len(line.split()) <= 14
            and line[:1].isalnum())


SPEECH = {"REQUEST", "THREATEN", "ACCUSE", "REJECT", "SUPPORT", "AGREE"}


def voice_lines(kind):
    """The lines of one kind of crates/reader/src/voices/phrases.txt."""
    with open(os.path.join(_SOURCES, "voices", "phrases.txt"), encoding="utf-8") as f:
        return [line.rstrip("\n").split("\t", 1)[1] for line in f if line.startswith(kind + "\t")]


def voice_patterns(lines):
    """Lines as patterns, with what their words in capitals stand for."""
    for word, meaning in (line.split("\t") for line in voice_lines("where")):
        lines = [line.replace(word, meaning) for line in lines]
    return [re.compile(line) for line in lines]


SPEAKS, ISSUED, (BEGINS,), (ENDS,), (TAG,), (NOBODY,) = (
    voice_patterns(voice_lines(kind)) for kind in ("speaks", "issued", "begins", "ends", "tag", "nobody"))
(PAPER,) = voice_patterns([r"(?i)\b(?:PAPER)\b"])


def issuer(text):
    """Whoever issued the document that was named last, or None."""
    best = None
    for pattern in ISSUED:
        for found in pattern.finditer(text):
            name = found[1]
            for small in ("The ", "A ", "An ", "In "):
                name = name.removeprefix(small)
            for small in (" of", " the", " and", " for", "’s", "'s", "’", "'"):
                name = name.removesuffix(small)
            if len(name) > 2 and (best is None or found.start() > best[0]):
                best = (found.start(), name)
    return best and best[1]


def turns(text):
    """What each speaker says in the recordings of a text: (start, end, name)."""
    out = []
    for begin in BEGINS.finditer(text):
        end = ENDS.search(text, begin.end())
        stop, speaker = end.start() if end else len(text), None
        for tag in TAG.finditer(text, begin.end(), stop):
            if NOBODY.search(tag[0][1:-1]):
                continue
            if speaker:
                out.append((speaker[0], tag.start(), speaker[1]))
            speaker = (tag.end(), tag[0][1:-1].split(",")[0])
        if speaker:
            out.append((speaker[0], stop, speaker[1]))
    return out


def speak(claims, text, sentences):
    """Outermost sources where the text itself says who speaks: documents and recordings, as crates/reader/src/voices.rs does."""
    recorded = turns(text)
    for c in claims:
        a, b = sentences[c["sentence"]]
        said = c.get("source", [])
        name = next((name for start, end, name in recorded if start <= c["trigger_span"][0] < end), None)
        if name is not None:
            rest, same = said, lambda other: sorted(key(other)) == sorted(key(name))
        else:
            # in capitals every word looks like a name
            speaks = text[a:b] != text[a:b].upper() and any(p.search(text[a:b]) for p in SPEAKS)
            name = issuer(text[:b]) if speaks else None
            rest, same = [x for x in said if not PAPER.search(x)], lambda other: alike(other, name)
        speaks_himself = c["type"] in SPEECH and name is not None and any(map(same, c.get("actor", [])))
        if name is not None and not speaks_himself and not any(map(same, said)):
            c["source"] = [name, *rest]


#: The words before a clause that recalls an old deed, and what ends it; as crates/reader/src/times.rs.
LONG_AFTER = re.compile(r"(?i)\b(?:[\w-]+|\d[\d,.]*) (?:years?|decades?|months|centuries|century|generations?) (?:after|since)\b")
CLAUSE_ENDS = re.compile("[,;:—]")


def recall(claims, text, sentences):
    """The words that date a claim which a clause only recalls: "taken, eight years after the army drove them out". They say nothing of the
    deed that is news."""
    for c in claims:
        ahead = {m[0] for m in LONG_AFTER.finditer(text[c["trigger_span"][1]:sentences[c["sentence"]][1]])}
        c["time"] = [t for t in c.get("time", []) if t not in ahead]
        before = text[sentences[c["sentence"]][0]:c["trigger_span"][0]]
        found = list(LONG_AFTER.finditer(before))
        if not c.get("time") and found and not CLAUSE_ENDS.search(before[found[-1].end():]):
            c["time"] = [found[-1][0]]
        if not c["time"]:
            del c["time"]


def read_all(scored, examples, reports, thresholds):
    """Claims of every report: {"id", "claims"}."""
    by_id, texts = {e["id"]: e for e in examples}, {r["id"]: r for r in reports}
    out = {r["id"]: {"id": r["id"], "claims": []} for r in reports}
    for s in scored:
        report = texts[s["window"]["id"]]
        claim = claim_of(s, by_id[s["window"]["id"]], report, thresholds)
        if claim and not (claim["sentence"] == 0 and is_heading(report["text"], report["sentence_spans"])):
            out[s["window"]["id"]]["claims"].append(claim)
    for r in out.values():
        r["claims"].sort(key=lambda c: c["trigger_span"])
        r["claims"] = told_once(r["claims"])
        report = texts[r["id"]]
        of_the_deed(r["claims"], lambda n: report["text"][slice(*report["sentence_spans"][n])])
        speak(r["claims"], report["text"], report["sentence_spans"])
        recall(r["claims"], report["text"], report["sentence_spans"])
    return list(out.values())
