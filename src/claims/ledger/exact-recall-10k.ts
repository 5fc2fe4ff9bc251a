import { notTested, type Claim } from '../claim.ts';

export const claim: Claim = {
  id: 'exact-recall-10k',
  title: 'Perfect recall at lengths of 10,000 and more',
  quote:
    'Hits perfect exact match accuracy on 10,000+ length associative and delayed recall tasks, where standard Linear Transformers drop to baseline 0% ' +
    'due to capacity erasure',
  source: 'README',
  place: 'performance and benchmarks, synthetic retrieval',
  published: [{ label: 'Longest sequence of recall in the published runs', value: 512, unit: 'tokens' }],
  test: notTested(
    'It needs models of VLA and of linear attention that are trained for long delays, then asked after 10,000 tokens, over several seeds. The delayed recall that is ' +
      'recorded here trains delays of up to 48 and asks up to 1,024; at that length nothing of it is perfect, and a longer one would only measure how it ' +
      'fails. The part with delays at the published size trains up to 256 and asks after up to 10,000; it is defined and not run yet. No run of this length was found ' +
      'among the published ones.',
  ),
  related: ['delayed-recall', 'mqar-length'],
};
