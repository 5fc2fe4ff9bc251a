import { afterEach, describe, expect, test, vi } from 'vitest';
import { arenaPresets, arenaRun, checkRun } from '@vla/kernels/training';
import type { ArenaPreset } from '@vla/kernels/training';
import { parseArguments } from './arguments.ts';

const parse = (line: string) => parseArguments(['node', 'train', ...line.split(' ').filter(Boolean)]);

describe('npm run train', () => {
  test('a run from flags', () => {
    const { runs, every, backend } = parse(
      '--task mqar --set pairs=8 --set distractors=blank --mixer vla --lr 3e-3 --seed 4',
    );
    expect(runs).toHaveLength(1);
    const [run] = runs!;
    expect(run).toMatchObject({
      task: { name: 'mqar', settings: { pairs: 8, distractors: 'blank' } },
      model: { mixer: 'vla', modelDim: 64, layers: 2 },
      training: { steps: 1000, learningRate: 3e-3, batchSize: 32 },
      seed: 4,
    });
    expect(run!.training).not.toHaveProperty('warmup');
    expect({ every, backend }).toEqual({ every: 100, backend: 'auto' });
  });

  test('the models of the recorded experiments', () => {
    const sizes = '--model-dim 32 --layers 1 --heads 1 --head-dim 16 --feed-forward-dim 0 --convolution 4';
    const { runs } = parse(`--task mqar --mixer vla ${sizes} --positions none --no-tied-head --lambda0 0.5 --rank 2`);
    expect(runs![0]!.model).toEqual({
      ...{ mixer: 'vla', modelDim: 32, layers: 1, heads: 1, headDim: 16, feedForwardDim: 0, convolution: 4 },
      ...{ positions: 'none', tiedHead: false, lambda0: 0.5, rank: 2 },
    });
    // What is left out is the model's to fill in.
    const { model } = parse('--task mqar --mixer vla').runs![0]!;
    expect(model).not.toHaveProperty('headDim');
    expect(model).not.toHaveProperty('strengthLimit');
  });

  test('DeltaNet that follows states', () => {
    const { runs } = parse('--task parity --mixer deltanet --strength-limit 2 --normalize-readout');
    expect(runs![0]!.model).toMatchObject({ mixer: 'deltanet', strengthLimit: 2, normalizeReadout: true });
  });

  test('VLA in its forms', () => {
    const modelOf = (flags: string) => parse(`--task mqar --mixer vla ${flags}`).runs![0]!.model;
    expect(modelOf('--penalty-scope model --features relu')).toMatchObject({ penaltyScope: 'model', features: 'relu' });
    expect(modelOf('--variant v1')).toMatchObject({ mixer: 'vla', variant: 'v1' });
    for (const flag of ['penaltyScope', 'features', 'variant']) expect(modelOf('')).not.toHaveProperty(flag);
    for (const flags of ['--variant v2', '--features softplus', '--penalty-scope model']) {
      const options = parse(`--task mqar --set pairs=2 --mixer vla --heads 2 ${flags}`).runs![0]!;
      expect(checkRun(options).config).toMatchObject(options.model!);
    }
  });

  test('a stored run', () => {
    expect(parse('--resume --checkpoint here')).toMatchObject({ runs: null, checkpoint: 'here' });
  });

  test('several mixers, rates and seeds are all of their combinations, in order', () => {
    const { runs, workers, atOnce } = parse(
      '--task mqar --mixer vla,softmax --lr 1e-3,4e-3 --seed 1,2 --seed 3 --workers 2 --at-once 4',
    );
    expect({ workers, atOnce }).toEqual({ workers: 2, atOnce: 4 });
    const named = runs!.map(({ model, training, seed }) => [model!.mixer, training.learningRate, seed]);
    expect(named).toEqual(
      ['vla', 'softmax'].flatMap((mixer) =>
        [1e-3, 4e-3].flatMap((rate) => [1, 2, 3].map((seed) => [mixer, rate, seed])),
      ),
    );
    expect(runs![11]).toEqual(parse('--task mqar --mixer softmax --lr 4e-3 --seed 3').runs![0]);
  });

  test('a delay is a setting of the task', () => {
    const { runs } = parse('--task delayed-recall --mixer vla --set pairs=2 --delay 10000');
    expect(runs![0]!.task).toEqual({ name: 'delayed-recall', settings: { pairs: 2, delay: 10_000 } });
  });

  describe('a preset', () => {
    test('is the task, the model and the training of its size', () => {
      const { runs } = parse('--task listops --preset A --mixer deltanet,vla --seed 2');
      expect(runs).toHaveLength(2);
      const { A } = arenaPresets.listops;
      const { model, training } = arenaRun(A, { mixer: 'deltanet' });
      expect(runs![0]).toMatchObject({ task: A.task, model, training, seed: 2 });
      expect(runs![1]!.model).toMatchObject({ mixer: 'vla' });
    });

    test('gives way to what is said beside it', () => {
      const { runs, data } = parse(
        '--task text --preset full --mixer vla --set bytes=300 --batch 4 --lr 1e-3,2e-3 --model-dim 8 --classes 0 --data here',
      );
      expect(data).toBe('here');
      expect(runs!.map(({ training }) => training.learningRate)).toEqual([1e-3, 2e-3]);
      const { steps } = arenaPresets.text.full;
      expect(runs![0]).toMatchObject({
        task: { name: 'text', settings: { bytes: 300 } },
        model: { modelDim: 8, feedForwardDim: 128, tiedHead: false },
        training: { batchSize: 4, steps },
      });
      expect(runs![0]!.model).not.toHaveProperty('classes');
    });

    test('of the published size has a head for the answers alone', () => {
      expect(parse('--task image --preset full --mixer vla').runs![0]!.model).toMatchObject({
        ...{ classes: 10, firstClass: 257, tiedHead: false },
      });
    });

    test('pools where that is said', () => {
      const modelOf = (flags: string) => parse(`--task image --preset full --mixer vla ${flags}`).runs![0]!.model;
      expect(modelOf('--pooling mean')).toMatchObject({ classes: 10, pooling: 'mean' });
      expect(modelOf('')).not.toHaveProperty('pooling');
    });

    test.each(
      Object.entries(arenaPresets).flatMap(([task, presets]) => Object.keys(presets).map((name) => [task, name])),
    )('%s, %s', (task, name) => {
      const [run] = parse(`--task ${task} --preset ${name} --mixer linear`).runs!;
      const preset = (arenaPresets as Record<string, Record<string, ArenaPreset>>)[task]![name]!;
      expect(run).toMatchObject(arenaRun(preset, { mixer: 'linear' }));
    });

    test('Path-X is a size of the published pictures', () => {
      const { runs } = parse('--task pathx --mixer vla --set pictures=100');
      expect(runs![0]!.task).toMatchObject({ name: 'pathfinder-archive', settings: { size: 128, pictures: 100 } });
    });

    test.each([
      ['--task copy --preset tiny --mixer vla', '--preset: was "tiny"; copy has none, but listops, '],
      ['--task text --preset huge --mixer vla', '--preset: was "huge"; text has tiny, small, full, longest'],
    ])('is refused: %s', (line, message) => {
      expect(() => parse(line)).toThrow(message);
    });
  });

  describe('refusals', () => {
    afterEach(() => vi.restoreAllMocks());

    test.each([
      ['', '--task and --mixer are needed, or --resume'],
      ['--task sort --mixer vla', "argument 'sort' is invalid"],
      ['--task mqar --mixer vla --lr fast', 'Expected a number'],
      ['--task text --mixer vla --classes two', 'Expected a number'],
      ['--resume --checkpoint here --preset tiny', "--preset can't be given with it"],
      ['--task mqar --mixer vla,sort', 'Allowed choices are vla, '],
      ['--task mqar --mixer vla --seed 1,x', 'Expected a number'],
      ['--task mqar --mixer vla --seed 1,1', 'A value is there twice'],
      ['--task mqar --mixer vla --workers 0', 'Expected a positive integer'],
      ['--task mqar --mixer vla --at-once 1.5', 'Expected a positive integer'],
      ['--task mqar --mixer vla --every 0', 'Expected a positive integer'],
      ['--task mqar --mixer vla --set pairs', 'Expected name=value'],
      ['--resume', '--resume needs --checkpoint DIR'],
      ['--resume --checkpoint here --lr 1 --model-dim 8', "--model-dim, --lr can't be given with it"],
      ['--resume --checkpoint here --feed-forward-dim 0', "--feed-forward-dim can't be given with it"],
      ['--task mqar --mixer vla --positions some', "argument 'some' is invalid"],
      ['--task mqar --mixer vla --variant v4', "argument 'v4' is invalid. Allowed choices are v1, v2, v3"],
      ['--task mqar --mixer vla --features exp', 'Allowed choices are elu+1, softplus, relu'],
      ['--task mqar --mixer vla --penalty-scope all', 'Allowed choices are head, model'],
      ['--resume --checkpoint here --variant v1', "--variant can't be given with it"],
      ['--resume --checkpoint here --features relu', "--features can't be given with it"],
      ['--resume --checkpoint here --penalty-scope model', "--penalty-scope can't be given with it"],
      ['--resume --checkpoint here --seed 1', "--seed can't be given with it"],
    ])('%s', (line, message) => {
      const written: string[] = [];
      vi.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0);
      vi.spyOn(process, 'exit').mockImplementation((code) => {
        throw new Error(`exit ${code}`);
      });
      expect(() => parse(line)).toThrow('exit 1');
      expect(written.join('')).toContain(message);
    });
  });
});
