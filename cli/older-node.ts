// What the engine uses and Node 20 has not. Only the bundled file needs it: a checkout brings its own Node.
type Settle = Pick<PromiseWithResolvers<unknown>, 'resolve' | 'reject'>;

function withResolvers(): PromiseWithResolvers<unknown> {
  let settle: Settle | undefined;
  const promise = new Promise<unknown>((resolve, reject) => {
    settle = { resolve, reject };
  });
  return { promise, ...settle } as PromiseWithResolvers<unknown>;
}

if (!('withResolvers' in Promise)) Object.assign(Promise, { withResolvers });
