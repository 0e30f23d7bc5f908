// What the browser says of a typed address before anything is sent. Not needed by the functions.
export const knownAddress = {
  server: '{provider}: {host}, port {port}, {security}.',
  here: 'Recognised in your browser; nothing was sent yet.',
} as const;
