/** Names that only an office or a cloud knows (RFC 6761, RFC 6762, RFC 8375, and what routers and administrators make up): a resolver here may be told more. */
export const isInsideName = (name: string): boolean =>
  !name.includes('.') || /\.(local|localhost|internal|lan|home|corp|intranet|home\.arpa|localdomain)$/.test(name);
