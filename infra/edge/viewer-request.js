// Runs before every request. The gateway knows no optional identity: it refuses a request without
// Authorization in its own words. And nobody but CloudFront may bring the origin header.
function handler(event) {
  var request = event.request;
  var headers = request.headers;
  delete headers['x-triptych-origin'];
  if (!headers.authorization || !headers.authorization.value) {
    headers.authorization = { value: 'anonymous' };
  }
  return request;
}
