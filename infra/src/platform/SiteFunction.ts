/**
 * CloudFront's own JavaScript: a path without a file's ending is a route of the single-page app and gives its page, but for the API
 * reference, which is a page of its own. An answer 404 of the API stays what it is.
 */
export const siteFunctionCode = `function handler(event) {
  var request = event.request
  if (request.uri === "/api/docs" || request.uri === "/api/docs/") request.uri = "/api/docs/index.html"
  else if (request.uri.lastIndexOf(".") <= request.uri.lastIndexOf("/")) request.uri = "/index.html"
  return request
}
`
