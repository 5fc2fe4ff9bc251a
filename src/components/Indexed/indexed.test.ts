import { expect, test } from 'vitest';
import { indexed } from './indexed.ts';

const marked = (text: string): string =>
  indexed(text)
    .map(({ part, isIndex }) => (isIndex ? `[${part}]` : part))
    .join('');

test.each([
  ['M_t of one head', 'M[t] of one head'],
  ['of S_tᵀS_t, and ‖S_t‖_F', 'of S[t]ᵀS[t], and ‖S[t]‖[F]'],
  ['λ_t → 0; o_T = Σ w_s v_s', 'λ[t] → 0; o[T] = Σ w[s] v[s]'],
  ['A_t', 'A[t]'],
  ['n_pairs < d_h', 'n_pairs < d[h]'],
  ['d_head must equal d_model', 'd_head must equal d_model'],
  ['nothing here', 'nothing here'],
])('%s', (text, expected) => expect(marked(text)).toBe(expected));
