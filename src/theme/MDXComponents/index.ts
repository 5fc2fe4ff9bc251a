import MDXComponents from '@theme-original/MDXComponents';
import Answer from '../../claims/Answer/index.tsx';
import Verdict from '../../claims/Verdict/index.tsx';
import CodeText from '../../components/CodeText/index.tsx';
import Equation from '../../components/Equation/index.tsx';
import MarginNote from '../../components/MarginNote/index.tsx';
import Formula from '../../components/Formula/index.tsx';
import { Given, Holds, Published } from '../../components/Sourced/index.tsx';
import Figure from '../../widgets/Figure/index.tsx';
import Runs from '../../components/Runs/index.tsx';
import LiveCode from '../../live/LiveCode/index.tsx';
import LiveWgsl from '../../live/LiveWgsl/index.tsx';
import SmallSetting from '../../claims/SmallSetting/index.tsx';
import Value from '../../components/Value/index.tsx';
import TableHeader from './TableHeader.tsx';

/** Components that pages use without importing them. What one page alone uses, it imports. */
export default {
  ...MDXComponents,
  th: TableHeader,
  CodeText,
  LiveCode,
  LiveWgsl,
  Equation,
  Formula,
  MarginNote,
  Figure,
  Value,
  Runs,
  Holds,
  Verdict,
  Answer,
  SmallSetting,
  Published,
  Given,
};
