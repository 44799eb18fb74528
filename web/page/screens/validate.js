// @ts-check
// Validate: an empty screen.

/** @typedef {{threshold: number}} Validate what wasm/viewer/screens/validate/rules.cc writes */

/** @type {import('./addresses.js').ScreenAddress} */
export const validateAddress = {
  read: (parameters) => ({ threshold: Number(parameters.get('threshold') ?? 0.5) }),
  write: ({ threshold }) => (threshold === 0.5 ? [] : [`threshold=${threshold}`]),
  shown: ({ validate }) => ({ threshold: validate.threshold }),
  actions: ({ threshold }) => [{ type: 'validate-threshold', threshold }],
};

export const validateScreen = {
  link: () => ({ busy: false, update: () => {}, hear: () => false }),
  listen: () => {},
  show: () => {},
};
