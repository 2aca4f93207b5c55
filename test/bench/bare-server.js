// The least that Node can do: every request gets the answer given as JSON: status, headers, body (a character for each byte).
// Says its port to its parent, which sends the answer.
import { createServer } from 'node:http';

process.once('message', ({ status, headers, body }) => {
  const bytes = Buffer.from(body, 'latin1');
  const server = createServer((_request, response) => {
    response.writeHead(status, headers).end(bytes);
  }).listen(0, '127.0.0.1', () => process.send(server.address().port));
});
process.on('disconnect', () => process.exit());
