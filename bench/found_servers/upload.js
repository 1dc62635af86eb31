// Uploads into memory, by multer: node upload.js PORT
const express = require('express');
const multer = require('multer');
const app = express();
app.post('/', multer({ storage: multer.memoryStorage() }).single('file'), (request, response) => response.send('ok\n'));
app.use((error, request, response, next) => response.status(400).send(error.message)); // eslint-disable-line no-unused-vars
app.listen(Number(process.argv[2]), '127.0.0.1');
