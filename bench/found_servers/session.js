// A session for each client, in memory: node session.js PORT [bounded]
const express = require('express');
const session = require('express-session');
const app = express();
const options = { secret: 'seep', resave: false, saveUninitialized: true };
if (process.argv[3]) options.store = new (require('memorystore')(session))({ max: 1000, checkPeriod: 60000 });
app.use(session(options));
app.get('/', (request, response) => response.send('hello\n'));
app.listen(Number(process.argv[2]), '127.0.0.1');
