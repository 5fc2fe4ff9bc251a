export type Theme = 'light' | 'dark';

/** Colours of the page that a figure sits on, and of everything that is not data; as in src/css/tokens.css. */
export interface Inks {
  readonly background: string;
  readonly text: string;
  /** Axis labels, notes. */
  readonly muted: string;
  readonly grid: string;
}

/** How one operator looks in every figure: a colour and, so that colour is never the only difference, a dash. */
export interface SeriesStyle {
  readonly color: string;
  /** SVG stroke-dasharray; undefined is a solid line. */
  readonly dash?: string;
}

export type SeriesName =
  | 'vla'
  | 'vlaRandom'
  | 'deltanet'
  | 'deltanetWide'
  | 'gatedDelta'
  | 'linear'
  | 'linearUnit'
  | 'softmax'
  | 'ridge'
  | 'second'
  | 'third'
  | 'fourth'
  | 'published';

export const inks: Readonly<Record<Theme, Inks>> = {
  light: { background: '#ffffff', text: '#1c1d20', muted: '#55585f', grid: '#dfdfda' },
  dark: { background: '#16181b', text: '#e4e3df', muted: '#abadb2', grid: '#33373d' },
};

const dashes: Readonly<Record<SeriesName, string | undefined>> = {
  vla: undefined,
  vlaRandom: '2 3',
  deltanet: '8 4',
  deltanetWide: '16 2',
  gatedDelta: '8 2 2 2',
  linear: '12 3 2 3',
  linearUnit: '4 3',
  softmax: '6 2 1 2 1 2',
  ridge: '1 4',
  second: '8 4',
  third: '2 3',
  fourth: '12 3 2 3',
  published: '3 3',
};

/** All have at least 4.5 : 1 against their theme's background, so they serve for text as well as for lines. */
const colors: Readonly<Record<Theme, Readonly<Record<SeriesName, string>>>> = {
  light: {
    vla: '#0b5cad',
    vlaRandom: '#0a7285',
    deltanet: '#b0440a',
    deltanetWide: '#b3123f',
    gatedDelta: '#8a5200',
    linear: '#7b3aa3',
    linearUnit: '#a8358a',
    softmax: '#14713f',
    ridge: '#4d525b',
    second: '#b0440a',
    third: '#14713f',
    fourth: '#a8358a',
    published: '#565b64',
  },
  dark: {
    vla: '#6db3ff',
    vlaRandom: '#4fcbdc',
    deltanet: '#ff9f5a',
    deltanetWide: '#ff8a9e',
    gatedDelta: '#e8c15a',
    linear: '#cf9bf5',
    linearUnit: '#f58fd6',
    softmax: '#5fd497',
    ridge: '#c3c8d0',
    second: '#ff9f5a',
    third: '#5fd497',
    fourth: '#f58fd6',
    published: '#a9afb9',
  },
};

export function seriesStyle(name: SeriesName, theme: Theme): SeriesStyle {
  return { color: colors[theme][name], dash: dashes[name] };
}

/** Stops of a colour scale from its low end to its high end, as red, green, blue in 0…255. */
export type ColorStops = readonly (readonly [number, number, number])[];

/** Negative blue, zero the page's background, positive orange: zero is where nothing was written. */
export const diverging: Readonly<Record<Theme, ColorStops>> = {
  light: [
    [8, 56, 110],
    [74, 144, 206],
    [255, 255, 255],
    [229, 130, 64],
    [133, 44, 4],
  ],
  dark: [
    [158, 208, 255],
    [44, 118, 190],
    [22, 24, 27],
    [190, 92, 30],
    [255, 196, 148],
  ],
};
