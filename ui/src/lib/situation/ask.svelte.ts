/** Asks for the situation and keeps the last answer on screen until the next is there: a slider never blanks the page. */
import { get, Problem, type Listed, type Params } from "../../api/client";
import { track, type History, type Track } from "../time/control";
import { Events, type Told } from "./events";

interface Answer {
  events: Events;
  tracks: Track[];
}

/** Days that were just seen: dragging back and forth asks once each. */
const KEPT = 24;

export class Asking {
  events = $state.raw<Events | null>(null);
  tracks = $state.raw<Track[]>([]);
  problem = $state.raw<Problem | null>(null);
  /** Something is on its way. */
  waiting = $state(false);
  #answers = new Map<string, Answer>();
  #asked = "";
  #stop: AbortController | null = null;

  /** Asks, unless the answer is on screen or remembered. */
  async ask(params: Params, again = false): Promise<void> {
    const key = JSON.stringify(params);
    if (key === this.#asked && !again) return;
    this.#asked = key;
    this.#stop?.abort();
    const kept = again ? undefined : this.#answers.get(key);
    if (kept) {
      this.#show(kept);
      return;
    }
    const stop = (this.#stop = new AbortController());
    this.waiting = true;
    try {
      const answer = await fetchAll(params, stop.signal);
      this.#answers.set(key, answer);
      const oldest = this.#answers.keys().next().value;
      if (this.#answers.size > KEPT && oldest !== undefined) this.#answers.delete(oldest);
      if (!stop.signal.aborted) this.#show(answer);
    } catch (error) {
      if (stop.signal.aborted) return;
      this.problem = error instanceof Problem ? error : new Problem(0, "This answer could not be used", String(error));
      this.waiting = false;
    }
  }

  #show(answer: Answer) {
    this.events = answer.events;
    this.tracks = answer.tracks;
    this.problem = null;
    this.waiting = false;
  }

  end() {
    this.#stop?.abort();
  }
}

async function fetchAll(params: Params, signal: AbortSignal): Promise<Answer> {
  const times: Params = { as_of: params.as_of, recorded_by: params.recorded_by };
  const [told, histories] = await Promise.all([
    get<Told>("/situation", params, signal),
    get<History[] | Listed<History>>("/control/history", times, signal),
  ]);
  return {
    events: new Events(told),
    tracks: (Array.isArray(histories) ? histories : histories.items).map(track),
  };
}
