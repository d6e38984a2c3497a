// Greets the user of the access token. Tokens of applications contain no name.
exports.handler = async (event) => {
  const claims = event.requestContext?.authorizer?.jwt?.claims ?? {};
  const who = claims.name ?? claims.preferred_username ?? claims.email ?? "User";
  return {
    statusCode: 200,
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ message: `Welcome ${who}!` }),
  };
};
