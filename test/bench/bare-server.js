// The least that Node can do: every request gets 304 with the headers given as JSON. Says its port to its parent.
import { createServer } from 'node:http';

const headers = JSON.parse(process.argv[2]);
const server = createServer((_request, response) => {
  response.writeHead(304, headers).end();
}).listen(0, '127.0.0.1', () => process.send(server.address().port));
process.on('disconnect', () => process.exit());
