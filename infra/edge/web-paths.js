// Runs before every request below /app. The client's own paths (/app/links, /app/people/ada) are
// all the one page; files are the hashed ones below assets/ and those beside the page.
function handler(event) {
  var request = event.request;
  if (!/^\/app\/(assets\/.+|[^/]+\.[a-z0-9]+)$/.test(request.uri)) {
    request.uri = '/app/index.html';
  }
  return request;
}
