import type { ExperimentDefinition } from '../../lib/experiment.ts';
import { draftOf, readFields, seedControl, type AnyControl, type Draft } from '../../lib/fields.ts';
import { readShared, writeShared, type Shared } from '../../lib/sharing/query.ts';
import { backendControl } from '../shared/backendControl.ts';
import type { Settings } from './useSettings.ts';

/** What the address of the page says about a figure. */
export interface Linked extends Shared {
  readonly view: Readonly<Record<string, unknown>>;
}

/** What the address should say. */
export interface Linkable {
  readonly draft: Draft;
  readonly view: Readonly<Record<string, unknown>>;
}

const viewOf = (id: string): string => `${id}.view`;

const settingControls = ({ controls }: ExperimentDefinition): readonly AnyControl[] => [
  ...(controls as readonly AnyControl[]),
  seedControl,
  backendControl,
];

export function readLink(definition: ExperimentDefinition, search: string): Linked {
  const { id, viewControls } = definition;
  const controls = viewControls as readonly AnyControl[];
  const settings = readShared(search, id, settingControls(definition));
  const view = readShared(search, viewOf(id), controls);
  const linked = controls.filter(({ key }) => key in view.values);
  return {
    values: settings.values,
    view: readFields(linked, view.values).values,
    problems: [...settings.problems, ...view.problems],
  };
}

/** The search part of an address, with this figure's settings and view in place of what it said about them. */
export function writeLink(definition: ExperimentDefinition, search: string, { draft, view }: Linkable): string {
  const { id, config, live, seed, view: firstView } = definition;
  const controls = settingControls(definition);
  const defaults = draftOf(controls, { ...config, ...live, seed, backend: 'auto' });
  const viewControls = definition.viewControls as readonly AnyControl[];
  return writeShared(writeShared(search, id, { controls, draft, defaults }), viewOf(id), {
    controls: viewControls,
    draft: draftOf(viewControls, view),
    defaults: draftOf(viewControls, firstView),
  });
}

/** The search part of an address that carries settings a run was made with. */
export function linkTo(
  definition: ExperimentDefinition,
  { config, seed, backend }: Settings,
  view: Linkable['view'],
): string {
  return writeLink(definition, '', { draft: draftOf(settingControls(definition), { ...config, seed, backend }), view });
}
