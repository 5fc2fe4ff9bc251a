import type { SidebarsConfig } from '@docusaurus/plugin-content-docs';
import { referenceItems } from './src/reference/plugin.ts';

const sidebars: SidebarsConfig = {
  site: [
    'intro',
    'getting-started',
    'mathematics',
    'penalty-builder',
    {
      type: 'category',
      label: 'API',
      collapsed: false,
      items: ['api/vla-core', 'api/deltanet', 'api/linear-transformer', 'api/training', 'api/wgsl', referenceItems],
    },
    {
      type: 'category',
      label: 'Experiments',
      collapsed: false,
      link: { type: 'doc', id: 'experiments/index' },
      items: [
        'experiments/penalty-evolution',
        'experiments/eigenvalues',
        'experiments/state-norms',
        'experiments/jacobian-norm',
        'experiments/inverse-drift',
        'experiments/memory-capacity',
        'experiments/survival',
        'experiments/penalty-gating',
        'experiments/optimality-gap',
        'experiments/attention-entropy',
        'experiments/gradient-check',
        'experiments/linear-scaling',
        'experiments/crossover',
        'experiments/kernel-ladder',
        'experiments/roofline',
        'experiments/recurrence-explorer',
      ],
    },
    'training',
    'benchmark',
    { type: 'link', label: 'Claims', href: '/claims' },
    'glossary',
  ],
};

export default sidebars;
