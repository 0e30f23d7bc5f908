// What is said to whom did not get as far as the app: requests that are none, and such as never end. Node only; Workers have words of their own.

export const notHttp = {
  400: 'This request could not be read: it is not valid HTTP.',
  405: 'This is no proxy: it opens no connections for others.',
  408: 'The request did not come to its end in time, so it was not read.',
  413: 'The request is too large.',
  417: 'What the request expects (the Expect header) is not done here.',
  431: 'The headers of the request are too large.',
  500: 'Something on our side went wrong. Your device was not tested.',
} as const;
