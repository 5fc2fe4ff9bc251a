import protobuf from 'protobufjs/light.js';

/** The messages of onnx.proto that a model with one node needs. Field numbers are those of the ONNX specification. */
const { root } = protobuf.Root.fromJSON({
  nested: {
    Model: {
      fields: {
        irVersion: { type: 'int64', id: 1 },
        graph: { type: 'Graph', id: 7 },
        opsetImport: { rule: 'repeated', type: 'OperatorSet', id: 8 },
      },
    },
    OperatorSet: { fields: { domain: { type: 'string', id: 1 }, version: { type: 'int64', id: 2 } } },
    Graph: {
      fields: {
        node: { rule: 'repeated', type: 'Node', id: 1 },
        name: { type: 'string', id: 2 },
        input: { rule: 'repeated', type: 'ValueInfo', id: 11 },
        output: { rule: 'repeated', type: 'ValueInfo', id: 12 },
      },
    },
    Node: {
      fields: {
        input: { rule: 'repeated', type: 'string', id: 1 },
        output: { rule: 'repeated', type: 'string', id: 2 },
        opType: { type: 'string', id: 4 },
        attribute: { rule: 'repeated', type: 'Attribute', id: 5 },
        domain: { type: 'string', id: 7 },
      },
    },
    Attribute: {
      fields: {
        name: { type: 'string', id: 1 },
        f: { type: 'float', id: 2 },
        i: { type: 'int64', id: 3 },
        s: { type: 'bytes', id: 4 },
        type: { type: 'int32', id: 20 },
      },
    },
    ValueInfo: { fields: { name: { type: 'string', id: 1 }, type: { type: 'Type', id: 2 } } },
    Type: { fields: { tensorType: { type: 'TensorType', id: 1 } } },
    TensorType: { fields: { elemType: { type: 'int32', id: 1 }, shape: { type: 'TensorShape', id: 2 } } },
    TensorShape: { fields: { dim: { rule: 'repeated', type: 'Dimension', id: 1 } } },
    Dimension: { fields: { dimValue: { type: 'int64', id: 1 } } },
  },
});

const FLOAT = 1;
const IR_VERSION = 10;
const OPSETS = [
  { domain: '', version: 17 },
  { domain: 'com.microsoft', version: 1 },
];

/** Shapes by name. */
type Values = Readonly<Record<string, readonly number[]>>;

/** The bytes of a model of one node with float32 inputs and outputs. An input named "" is left out. */
export function modelOf(args: {
  readonly operator: string;
  readonly domain: string;
  readonly inputNames: readonly string[];
  readonly inputs: Values;
  readonly outputs: Values;
  readonly attributes: readonly Attribute[];
}): Uint8Array {
  const { operator, domain, inputNames, inputs, outputs, attributes } = args;
  const node = { input: inputNames, output: Object.keys(outputs), opType: operator, domain, attribute: attributes };
  const graph = { name: operator, node: [node], input: valueInfos(inputs), output: valueInfos(outputs) };
  const message = { irVersion: IR_VERSION, opsetImport: OPSETS, graph };
  const model = root.lookupType('Model');
  return model.encode(model.fromObject(message)).finish();
}

/** A node's attribute; `type` is the number that ONNX gives to the kind of the value. */
export interface Attribute {
  readonly name: string;
  readonly type: 1 | 2 | 3;
  readonly f?: number;
  readonly i?: number;
  readonly s?: Uint8Array;
}

export function integer(name: string, i: number): Attribute {
  return { name, type: 2, i };
}

export function float(name: string, f: number): Attribute {
  return { name, type: 1, f };
}

export function text(name: string, value: string): Attribute {
  return { name, type: 3, s: new TextEncoder().encode(value) };
}

function valueInfos(values: Values): object[] {
  return Object.entries(values).map(([name, shape]) => {
    const dim = shape.map((dimValue) => ({ dimValue }));
    return { name, type: { tensorType: { elemType: FLOAT, shape: { dim } } } };
  });
}
