/** Runs the query-time engine over records in memory, each record as a door. */
import { type Budget, defaultBudget } from '../identity/answer.ts';
import { explore } from '../identity/explore.ts';
import { type FrequencySketch, frequenciesOf } from '../identity/frequencies.ts';
import { defaultBands, type Matching, noDecisions } from '../identity/matching.ts';
import { defaultGuards } from '../identity/merging.ts';
import { coldStartModel, type MatchModel } from '../identity/model.ts';
import { type TrainedModel, versioned } from '../identity/model-file.ts';
import { type Person, personOf } from '../identity/person.ts';
import type { Rules } from '../identity/resolution.ts';
import { deriveKey } from '../identity/seal.ts';
import { train } from '../identity/training.ts';
import { trainingDataOf } from '../identity/training-data.ts';
import { defaultXrefLimits, Xref, type XrefLimits } from '../identity/xref.ts';
import { compareText, type RefKey, refKey, type SourceName, type SourceRecord } from '../model/record.ts';
import type { Effort } from './effort.ts';
import type { Run, ScoredPair } from './evaluation.ts';
import type { Mapping } from './mapping.ts';
import { PeoplePort } from './people-port.ts';

export interface EngineOptions {
  readonly mapping: Pick<Mapping, 'country' | 'duplicateFree' | 'inexact'>;
  readonly model: MatchModel;
  readonly budget?: Budget;
  /** Doors asked a second time, of sources that answer in another order. */
  readonly permuted?: number;
  /** Told how many doors are done, now and then. */
  readonly onProgress?: (done: number, all: number) => void;
}

/** A model for these records, learned from them and no labels. */
export function modelFor(records: readonly SourceRecord[], country: string): TrainedModel {
  const people = records.map((record) => personOf(record, country));
  const { model } = train(trainingDataOf(people), coldStartModel(people.length));
  return versioned({ ...model, records: people.length, frequencies: countedNames(people) });
}

/** A model that was learned elsewhere, with how common names and towns are among these records. */
export function modelAmong(
  model: TrainedModel,
  records: readonly SourceRecord[],
  country: string,
): TrainedModel {
  return versioned({
    ...model,
    frequencies: countedNames(records.map((record) => personOf(record, country))),
  });
}

function countedNames(people: readonly Person[]): FrequencySketch {
  return frequenciesOf(people, 'frequencies of one evaluation');
}

/** A search for a customer knows more rounds here: no round costs a trip. */
const evaluationBudget: Budget = { ...defaultBudget, waves: 10 };

/** It is cleared after every door, which takes the longer the more it could hold. */
const forOneDoor: XrefLimits = { ...defaultXrefLimits, entries: 1000 };

export async function runEngine(records: readonly SourceRecord[], options: EngineOptions): Promise<Run> {
  const { mapping, model, budget = evaluationBudget, permuted = 0, onProgress } = options;
  const people = records
    .map((record) => personOf(record, mapping.country))
    .sort((a, b) => compareText(a.key, b.key));
  const matching: Matching = {
    model,
    bands: defaultBands,
    inexact: mapping.inexact,
    decisions: () => noDecisions,
  };
  const rules: Rules = {
    rank: () => 0,
    countryOf: () => mapping.country,
    guards: { ...defaultGuards, duplicateFree: mapping.duplicateFree },
    matching,
  };
  const xref = new Xref(deriveKey('the cross-reference of one evaluation', 'lookup'), forOneDoor);
  const ports = portsOf(people);
  const answers = new Map<RefKey, ReadonlySet<RefKey>>();
  const clusters = new Map<RefKey, string>();
  const efforts: Effort[] = [];
  const scored = new Map<string, ScoredPair>();

  const open = async (person: Person, asked: readonly PeoplePort[]) => {
    const door = { by: 'record', ref: person.record.ref } as const;
    const answer = await explore(door, asked, rules, xref, budget);
    return { answer, members: new Set(answer.members.map(({ ref }) => refKey(ref))) };
  };
  for (const [done, person] of people.entries()) {
    for (const port of ports) port.reset();
    const started = process.cpuUsage();
    const { answer, members } = await open(person, ports);
    const { user, system } = process.cpuUsage(started);
    xref.clear();
    answers.set(person.key, members);
    clusters.set(person.key, [...members].sort(compareText)[0] ?? person.key);
    efforts.push({
      waves: answer.waves,
      keysAsked: sum(ports.map(({ asked }) => asked)),
      rowsFetched: sum(ports.map(({ fetched }) => fetched)),
      rowsKept: members.size,
      cpuMilliseconds: (user + system) / 1000,
      complete: answer.complete,
    });
    const { links, probable } = answer.explain();
    for (const { a, b, confidence } of links) scored.set(`${a} ${b}`, { a, b, confidence, review: false });
    for (const { a, b, confidence } of probable) scored.set(`${a} ${b}`, { a, b, confidence, review: true });
    if (done % 500 === 499) onProgress?.(done + 1, people.length);
  }
  const again = new Map<RefKey, ReadonlySet<RefKey>>();
  const reversed = permuted === 0 ? [] : portsOf(people.toReversed()).toReversed();
  for (const person of people.slice(0, permuted)) {
    again.set(person.key, (await open(person, reversed)).members);
    xref.clear();
  }
  return {
    clusters,
    answers,
    ...(permuted === 0 ? {} : { permuted: again }),
    efforts,
    scored: [...scored.values()],
  };
}

function portsOf(people: readonly Person[]): readonly PeoplePort[] {
  const bySource = new Map<SourceName, Person[]>();
  for (const person of people) {
    const { source } = person.record.ref;
    const known = bySource.get(source);
    if (known === undefined) bySource.set(source, [person]);
    else known.push(person);
  }
  return [...bySource].map(([name, own]) => new PeoplePort(name, own));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
