import type { SidebarsConfig } from '@docusaurus/plugin-content-docs';
import { referenceItems } from './src/reference/plugin.ts';

type Items = Extract<SidebarsConfig[string], readonly unknown[]>;

/** Pages under a name, with a page of their own that lists them. */
const group = (label: string, slug: string, description: string, items: Items): Items[number] => ({
  type: 'category',
  label,
  collapsible: false,
  link: { type: 'generated-index', slug, description },
  items,
});

/** A word between the pages of a long group. */
const heading = (value: string): Items[number] => ({ type: 'html', value, className: 'sidebar-heading' });

const sidebars: SidebarsConfig = {
  site: [
    'intro',
    'getting-started',
    group('Theory', '/theory', 'What VLA computes, why, and what its words and symbols mean.', [
      'mathematics',
      'penalty-builder',
      'glossary',
    ]),
    group('Try it', '/try', 'Step through the recurrence, train a model, measure your own GPU.', [
      'experiments/recurrence-explorer',
      'training',
      'benchmark',
    ]),
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
        'experiments/ten-million',
        'experiments/inverse-drift',
        heading('The penalty'),
        'experiments/penalty-evolution',
        'experiments/penalty-gating',
        'experiments/ablations',
        'experiments/optimality-gap',
        heading('What is remembered'),
        'experiments/memory-capacity',
        'experiments/mqar-capacity',
        'experiments/mqar-length',
        'experiments/at-published-size',
        'experiments/delayed-recall',
        'experiments/shifted-recall',
        'experiments/copy-task',
        'experiments/survival',
        'experiments/attention-entropy',
        heading('State tracking'),
        'experiments/state-tracking',
        heading('Long sequences'),
        'experiments/long-range-arena',
        'experiments/lra-overall',
        'experiments/lra-per-task',
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
    group('API', '/api', 'The operators, layers and models of the package, with code that runs on the page.', [
      'api/vla-core',
      'api/deltanet',
      'api/gated-delta',
      'api/linear-transformer',
      'api/training',
      'api/from-pytorch',
      'api/wgsl',
      referenceItems,
    ]),
  ],
};

export default sidebars;
