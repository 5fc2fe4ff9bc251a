import MDXComponents from '@theme-original/MDXComponents';
import DeviceCheck from '../../figures/DeviceCheck/index.tsx';
import Figure from '../../figures/Figure/index.tsx';
import Value from '../../figures/Value/index.tsx';

/** Components that pages use without importing them. */
export default { ...MDXComponents, Figure, Value, DeviceCheck };
