import type { SidebarsConfig } from '@docusaurus/plugin-content-docs';
import { referenceItems } from './src/reference/plugin.ts';

type Items = Extract<SidebarsConfig[string], readonly unknown[]>;

const group = (label: string, items: Items): Items[number] => ({
  type: 'category',
  label,
  collapsible: false,
  items,
});

/** A word between the pages of a long group. */
const heading = (value: string): Items[number] => ({ type: 'html', value, className: 'sidebar-heading' });

const sidebars: SidebarsConfig = {
  site: [
    'intro',
    'getting-started',
    group('Theory', ['mathematics', 'penalty-builder', 'glossary']),
    group('Try it', ['experiments/recurrence-explorer', 'training', 'benchmark']),
    {
      type: 'category',
      label: 'Experiments',
      collapsible: false,
      link: { type: 'doc', id: 'experiments/index' },
      items: [
        heading('Stability'),
        'experiments/state-norms',
        'experiments/jacobian-norm',
        'experiments/eigenvalues',
        'experiments/inverse-drift',
        heading('The penalty'),
        'experiments/penalty-evolution',
        'experiments/penalty-gating',
        'experiments/optimality-gap',
        heading('What is remembered'),
        'experiments/memory-capacity',
        'experiments/mqar-capacity',
        'experiments/mqar-length',
        'experiments/delayed-recall',
        'experiments/copy-task',
        'experiments/survival',
        'experiments/attention-entropy',
        heading('Speed'),
        'experiments/linear-scaling',
        'experiments/crossover',
        'experiments/kernel-ladder',
        'experiments/roofline',
        heading('Correctness'),
        'experiments/gradient-check',
        { type: 'link', label: 'All claims', href: '/claims' },
      ],
    },
    group('API', ['api/vla-core', 'api/deltanet', 'api/linear-transformer', 'api/training', referenceItems]),
  ],
};

export default sidebars;
