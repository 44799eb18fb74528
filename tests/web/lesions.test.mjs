// @ts-check
// What the worker does for a network whose square is fitted to the lesion, without a browser.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { worker } from './fake_worker.mjs';
import { fileOf } from './fakes.mjs';

describe('a network whose square is fitted to the lesion', () => {
  const FITTED = { type: 'open-model', name: 'fitted.onnx', bytes: Uint8Array.of(7).buffer };

  it('has the lesion found once an image, and the estimate of the middle beside its own', async () => {
    const { ask, heard, image, made, networks } = await worker();
    image(1);
    const plain = await heard(({ type, id }) => type === 'result' && id === 1);
    assert.deepEqual([plain.lesion, plain.central], [null, null]);
    ask(FITTED);
    await heard(({ type, name }) => type === 'model' && name === 'fitted.onnx');
    image(2);
    const result = await heard(({ type, id }) => type === 'result' && id === 2);
    assert.deepEqual(result.lesion, { area: 4, x: 3, y: 3 });
    assert.equal(result.central, 200 / 256);
    ask({ type: 'infer-region', id: 2, name: '2.png', file: fileOf(2),
      crop: { x: 0, y: 0, width: 4, height: 4 } });
    await heard(({ type, region }) => type === 'result' && region.width === 4);
    ask({ type: 'spread', id: 2, name: '2.png', file: fileOf(2), crop: null });
    await heard(({ type }) => type === 'spread');
    ask({ type: 'score-image', id: 3, name: '3.png', file: fileOf(3), crop: null });
    const { lesion } = await heard(({ type, id }) => type === 'scored' && id === 3);
    assert.deepEqual(lesion, { area: 4, x: 3, y: 3 });
    assert.equal(made.log.filter((line) => line.endsWith('lesion')).length, 2);
    // The model before it, the model, and one that finds lesions.
    assert.equal(networks.length, 3);
  });

  it('says of an image without a lesion that there is none', async () => {
    const { ask, heard, image } = await worker();
    ask(FITTED);
    image(9);
    const { lesion, central } = await heard(({ type, id }) => type === 'result' && id === 9);
    assert.equal(lesion, null);
    assert.equal(central, 200 / 256);
  });

  it('gives no estimate where the mask network can not be had; it is asked for again', async () => {
    let there = false;
    const masks = async () => {
      if (!there) throw new Error('offline');
      return Uint8Array.of(5);
    };
    const { ask, heard, image } = await worker({ masks });
    ask(FITTED);
    image(1);
    const { about, problem } = await heard(({ type }) => type === 'error');
    assert.deepEqual([about, problem.code, problem.values],
      ['image', 'lesion.cannot_find', { file: '1.png', detail: 'offline' }]);
    there = true;
    image(2);
    await heard(({ type, id }) => type === 'result' && id === 2);
  });
});
