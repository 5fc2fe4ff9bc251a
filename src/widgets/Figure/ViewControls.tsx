import { useId, type ReactNode } from 'react';
import type { AnyControl } from '../../lib/fields.ts';
import { formatNumber } from '../../lib/format.ts';
import styles from './styles.module.css';

type View = Record<string, unknown>;

interface ViewControlsProps {
  readonly controls: readonly AnyControl[];
  readonly view: View;
  /** Setting of the result on show. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly onChange: (view: View) => void;
}

/** Sliders and choices that redraw the picture without computing anything. */
export default function ViewControls({ controls, view, config, onChange }: ViewControlsProps): ReactNode {
  if (controls.length === 0) return null;
  return (
    <div className={styles.view} data-print="hide">
      {controls
        .map((control) => within(control, config))
        .map((control) => (
          <ViewControl
            key={control.key}
            control={control}
            value={view[control.key]}
            onChange={(value) => onChange({ ...view, [control.key]: value })}
          />
        ))}
    </div>
  );
}

/** The control with the bound that the config sets. */
function within(control: AnyControl, config: Readonly<Record<string, unknown>>): AnyControl {
  if (!('max' in control) || control.boundedBy === undefined) return control;
  return { ...control, max: Math.min(control.max, Number(config[control.boundedBy])) };
}

interface ViewControlProps {
  readonly control: AnyControl;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
}

function ViewControl({ control, value, onChange }: ViewControlProps): ReactNode {
  const id = useId();
  return (
    <div className={styles.viewControl} data-view={control.key}>
      <label htmlFor={id}>{control.label}</label>
      {control.kind === 'boolean' ? (
        <input id={id} type="checkbox" checked={value === true} onChange={(event) => onChange(event.target.checked)} />
      ) : control.kind === 'choice' ? (
        <select id={id} value={String(value)} onChange={(event) => onChange(event.target.value)}>
          {control.choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.label}
            </option>
          ))}
        </select>
      ) : (
        <Slider id={id} control={control} value={Number(value)} onChange={onChange} />
      )}
    </div>
  );
}

interface SliderProps {
  readonly id: string;
  readonly control: Extract<AnyControl, { min: number }>;
  readonly value: number;
  readonly onChange: (value: number) => void;
}

function Slider({ id, control, value, onChange }: SliderProps): ReactNode {
  const { kind, min, max, logarithmic } = control;
  const step = control.step ?? (kind === 'integer' ? 1 : (max - min) / 100);
  const round = (x: number): number => (kind === 'integer' ? Math.round(x) : Number(x.toPrecision(3)));
  const text = formatNumber(value, 4);
  const range = logarithmic
    ? { min: Math.log10(min), max: Math.log10(max), step: 'any', value: Math.log10(value) }
    : { min, max, step, value };
  return (
    <>
      <input
        id={id}
        type="range"
        {...range}
        aria-valuetext={text}
        onChange={({ target }) => onChange(logarithmic ? round(10 ** target.valueAsNumber) : target.valueAsNumber)}
      />
      <output htmlFor={id}>{text}</output>
    </>
  );
}
