import { ArgumentError, DeviceError } from '../errors.ts';
import { aNumber, aText, count, eitherOf, fields, listOf, oneOf, recordOf } from '../shapes.ts';
import { RANGE } from './plan.ts';
import type { PackedSettings, PassPlan } from './plan.ts';

/** What a buffer is an array of. */
export type ShaderElement = 'f32' | 'u32' | 'vec4<f32>' | 'atomic<u32>';

export interface ShaderBuffer {
  readonly access: 'read' | 'read_write';
  readonly element: ShaderElement;
}

const anElement = oneOf('f32', 'u32', 'vec4<f32>', 'atomic<u32>');

/** A buffer that a shader only reads. */
export function read(element: ShaderElement): ShaderBuffer {
  anElement('element', element);
  return { access: 'read', element };
}

/** A buffer that a shader writes, and may read. */
export function written(element: ShaderElement): ShaderBuffer {
  anElement('element', element);
  return { access: 'read_write', element };
}

/** Names and types of a shader's settings. All have four bytes, so that WGSL lays them out one after another. */
export type SettingTypes = Readonly<Record<string, 'u32' | 'f32'>>;

/** A number for each setting. */
export type Settings<Types extends SettingTypes> = { readonly [Name in keyof Types]: number };

/** Settings that are declared where their values are: a type and a number for each. */
export type TypedSettings = Readonly<Record<string, readonly ['u32' | 'f32', number]>>;

export function typesOf(settings: TypedSettings): SettingTypes {
  return Object.fromEntries(Object.entries(settings).map(([name, [type]]) => [name, type]));
}

export function valuesOf(settings: TypedSettings): Settings<SettingTypes> {
  return Object.fromEntries(Object.entries(settings).map(([name, [, value]]) => [name, value]));
}

/** All that a shader's text and its host have to agree on, said once. */
export interface ShaderDeclaration<Types extends SettingTypes, Ranged extends boolean> {
  /** In binding order, under the names that the text has for them; what is false is not bound. */
  readonly buffers: Readonly<Record<string, ShaderBuffer | false>>;
  /** What the text reads as `settings.NAME`. */
  readonly settings: Types;
  /** Whether passes go over a range of steps: then the text has the share of a dispatch as settings.begin and settings.end. */
  readonly ranged: Ranged;
  /** Whether the text uses subgroups. Default no. */
  readonly subgroups?: boolean;
  /** WGSL with the entry point `main`, without bindings and settings. */
  readonly body: string;
}

/** A pass of a shader: what its plan says beside the declaration. */
export type PassArguments<Types extends SettingTypes, Ranged extends boolean> = Pick<
  PassPlan,
  'label' | 'workgroups' | 'flops'
> & {
  readonly settings: Settings<Types>;
  /** What the plan calls those buffers that have another name there. */
  readonly buffers?: Readonly<Record<string, string>>;
} & (Ranged extends true ? Required<Pick<PassPlan, 'range'>> : { readonly range?: undefined });

export interface Shader<Types extends SettingTypes, Ranged extends boolean> {
  readonly code: string;
  /** Names of the buffers, in binding order. */
  readonly bindings: readonly string[];
  pack(settings: Settings<Types>): PackedSettings;
  pass(pass: PassArguments<Types, Ranged>): PassPlan;
}

const declared = fields({
  buffers: recordOf(eitherOf(fields({ access: oneOf('read', 'read_write'), element: aText }), oneOf(false))),
  settings: recordOf(oneOf('u32', 'f32')),
  body: aText,
});

const aPass = fields({ label: aText, workgroups: listOf(count), settings: recordOf(aNumber) });

/** A shader from its declaration: text with bindings and settings, and what packs the settings. */
export function shader<const Types extends SettingTypes, const Ranged extends boolean>(
  declaration: ShaderDeclaration<Types, Ranged>,
): Shader<Types, Ranged> {
  declared('declaration', declaration);
  const { settings, body } = declaration;
  const buffers = Object.entries(declaration.buffers).filter((entry): entry is [string, ShaderBuffer] => !!entry[1]);
  const bindings = buffers.map(([name]) => name);
  const code = `${declaration.subgroups ? SUBGROUPS : ''}${bindingText(buffers, fieldsOf(declaration))}\n${body.trimStart()}`;
  const pack = (values: Settings<Types>): PackedSettings => packSettings(settings, values);
  return {
    code,
    bindings,
    pack,
    pass(pass) {
      aPass('pass', pass);
      const { label, workgroups, flops, range, settings: values, buffers: renamed = {} } = pass;
      const unknown = Object.keys(renamed).find((name) => !bindings.includes(name));
      if (unknown !== undefined) throw new ArgumentError('buffers', `"${unknown}" is none of ${bindings.join(', ')}`);
      return {
        label,
        code,
        bindings: bindings.map((name) => renamed[name] ?? name),
        ...(Object.keys(settings).length > 0 && { uniforms: pack(values) }),
        ...(range && { range }),
        workgroups,
        flops,
      };
    },
  };
}

/**
 * Who needs subgroups says so first. What a shader is told by a subgroup's sum is the same for all its lanes, which the
 * language does not know: hence the rule about branches is off.
 */
const SUBGROUPS = `enable subgroups;
diagnostic(off, subgroup_uniformity);

`;

function fieldsOf({ settings, ranged }: Pick<ShaderDeclaration<SettingTypes, boolean>, 'settings' | 'ranged'>) {
  return [...(ranged ? RANGE.map((name) => [name, 'u32'] as const) : []), ...Object.entries(settings)];
}

function bindingText(buffers: readonly [string, ShaderBuffer][], fields: readonly (readonly [string, string])[]) {
  const lines = buffers.map(
    ([name, { access, element }], binding) =>
      `@group(0) @binding(${binding}) var<storage, ${access}> ${name}: array<${element}>;\n`,
  );
  if (fields.length === 0) return lines.join('');
  const struct = `struct Settings {\n${fields.map(([name, type]) => `  ${name}: ${type},\n`).join('')}}\n`;
  return `${struct}${lines.join('')}@group(0) @binding(${buffers.length}) var<uniform> settings: Settings;\n`;
}

function packSettings<Types extends SettingTypes>(types: Types, values: Settings<Types>): PackedSettings {
  const unknown = Object.keys(values).find((name) => !(name in types));
  if (unknown !== undefined) throw new ArgumentError(`settings.${unknown}`, 'is none of the shader’s settings');
  const words = Object.keys(types).map((name) => {
    const value: number | undefined = values[name];
    if (value === undefined) throw new ArgumentError(`settings.${name}`, 'was left out; expected a number');
    if (types[name] === 'f32') return floatBits(value);
    if (!Number.isInteger(value) || value < 0)
      throw new ArgumentError(`settings.${name}`, `was ${value}; expected a whole number of at least 0`);
    if (value <= 0xffffffff) return value;
    throw new DeviceError(
      'limit',
      `${name} would be ${value}, and a device counts to 4294967295. Use a smaller problem.`,
    );
  });
  return words as readonly number[] as PackedSettings;
}

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/** The 32-bit pattern of a number rounded to float32. */
function floatBits(value: number): number {
  float[0] = value;
  return bits[0]!;
}

/** The words of a dispatch's settings, its share of the range first, in whole rows of four, as uniform buffers have them. */
export function settingWords(
  { range, uniforms }: Pick<PassPlan, 'range' | 'uniforms'>,
  share: Readonly<Record<(typeof RANGE)[number], number>>,
): readonly number[] {
  const words = [...(range ? RANGE.map((name) => share[name]) : []), ...(uniforms ?? [])];
  return [...words, ...Array<number>((4 - (words.length % 4)) % 4).fill(0)];
}
