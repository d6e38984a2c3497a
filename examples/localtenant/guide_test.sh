#!/usr/bin/env bash
# The calls to Asgardeo of the guide "Securing APIs with AWS API Gateway and Asgardeo" (steps 3 to 5), with the fixes that
# README.md lists, and the results without each fix. TestGuide runs it; by hand:
#
#   BASE_URL=... CLIENT_ID=... CLIENT_SECRET=... examples/localtenant/guide_test.sh
#
# with the values that localtenant prints. Each comment "as printed" shows the guide's command without its fix.
set -euo pipefail
: "${BASE_URL:?}" "${CLIENT_ID:?}" "${CLIENT_SECRET:?}"
answer=$(mktemp -d)
trap 'rm -r "$answer"' EXIT

# fail reports the line of the script, not that of its functions.
fail() { printf 'line %s: %s\n' "${BASH_LINENO[${#BASH_LINENO[@]} - 2]}" "$*" >&2; exit 1; }

# expect STATUS ARGUMENTS: curl with these arguments gets this status. The response is left in two files.
expect() {
  local want=$1 got
  shift
  : >"$answer/body"
  got=$(curl -sS --max-time 30 -D "$answer/headers" -o "$answer/body" -w '%{http_code}' "$@")
  [ "$got" = "$want" ] || fail "got status $got, want $want: $(cat "$answer/body")"
}

# equal GOT WANT
equal() { [ "$1" = "$2" ] || fail "got '$1', want '$2'"; }

# member FILTER: the result of jq for the body, which must not be null
member() { jq -er "$1" "$answer/body" || fail "no $1 in $(cat "$answer/body")"; }

# created prints the id at the end of the Location.
created() { tr -d '\r' <"$answer/headers" | sed -n 's|^[Ll]ocation: .*/||p'; }

# claims TOKEN: the payload of a JWT
claims() { jq -R 'split(".")[1] | gsub("-"; "+") | gsub("_"; "/") | @base64d | fromjson' <<<"$1"; }

# token CREDENTIALS SCOPE leaves the response of the token endpoint.
token() {
  expect 200 -X POST "$BASE_URL/oauth2/token" \
    -u "$1" \
    -H "Content-Type: application/x-www-form-urlencoded" \
    -d "grant_type=client_credentials&scope=$2"
}

# 3.1, as printed: a token with one scope, with which step 3.2 is refused.
token "$CLIENT_ID:$CLIENT_SECRET" internal_application_mgt_create
equal "$(member .scope)" internal_application_mgt_create
ACCESS_TOKEN=$(member .access_token)
expect 403 -X POST "$BASE_URL/api/server/v1/api-resources" \
  -H "Content-Type: application/json" -H "Authorization: Bearer $ACCESS_TOKEN" -d '{"identifier":"x","name":"x"}'

# 3.1, with the scopes of all the calls. Scopes that are not granted are left out without an error.
scopes="internal_api_resource_create internal_application_mgt_create internal_application_mgt_update\
 internal_application_mgt_view internal_application_mgt_client_secret_view internal_application_business_api_update\
 internal_user_mgt_create internal_role_mgt_create internal_role_mgt_users_update internal_role_mgt_permissions_update"
token "$CLIENT_ID:$CLIENT_SECRET" "$scopes no_such_scope"
equal "$(member '.scope | split(" ") | sort | join(" ")')" "$(tr ' ' '\n' <<<"$scopes" | sort | paste -sd ' ')"
ACCESS_TOKEN=$(member .access_token)

# 3.2
expect 201 -X POST "$BASE_URL/api/server/v1/api-resources" \
  -H "Content-Type: application/json" \
  -H "Authorization: Bearer $ACCESS_TOKEN" \
  -d '{
        "identifier": "https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com/dev/user",
        "name": "dev/user",
        "description": "Pharmacy User API",
        "requiresAuthorization": true,
        "scopes": [
          { "name": "get_pharmacy_user", "displayName": "getPharmacyUser", "description": "" },
          { "name": "create_pharmacy_user", "displayName": "createPharmacyUser", "description": "" },
          { "name": "update_pharmacy_user", "displayName": "updatePharmacyUser", "description": "" }
        ]
      }'
API_RESOURCE_ID=$(member .id)
equal "$(created)" "$API_RESOURCE_ID"

# 3.3: the response has no body, so the ids are not "in the response".
expect 201 -X POST "$BASE_URL/api/server/v1/applications" \
  -H "Content-Type: application/json" \
  -H "Authorization: Bearer $ACCESS_TOKEN" \
  -d '{
        "name": "pharmacyApp",
        "description": "Pharmacy API Client Application",
        "isManagementApp": false,
        "inboundProtocolConfiguration": {
          "oidc": {
            "grantTypes": ["client_credentials"],
            "publicClient": false,
            "accessToken": {
              "type": "JWT",
              "userAccessTokenExpiryInSeconds": 3600,
              "applicationAccessTokenExpiryInSeconds": 3600
            }
          }
        }
      }'
equal "$(cat "$answer/body")" ""
APP_ID=$(created)
expect 200 "$BASE_URL/api/server/v1/applications/$APP_ID/inbound-protocols/oidc" -H "Authorization: Bearer $ACCESS_TOKEN"
APP_CLIENT_ID=$(member .clientId)
APP_CLIENT_SECRET=$(member .clientSecret)

# 3.4
expect 200 -X POST "$BASE_URL/api/server/v1/applications/$APP_ID/authorized-apis" \
  -H "Content-Type: application/json" \
  -H "Authorization: Bearer $ACCESS_TOKEN" \
  -d '{
        "id": "'"$API_RESOURCE_ID"'",
        "policyIdentifier": "RBAC",
        "scopes": ["get_pharmacy_user", "create_pharmacy_user", "update_pharmacy_user"]
      }'

# 3.5
expect 200 -X PATCH "$BASE_URL/api/server/v1/applications/$APP_ID" \
  -H "Content-Type: application/json" \
  -H "Authorization: Bearer $ACCESS_TOKEN" \
  -d '{"associatedRoles": { "allowedAudience": "ORGANIZATION" }}'
expect 200 "$BASE_URL/api/server/v1/applications/$APP_ID" -H "Authorization: Bearer $ACCESS_TOKEN"
equal "$(member .associatedRoles.allowedAudience)" ORGANIZATION

# 5.1, as printed: the user is created, but not in the user store of Asgardeo.
user() {
  expect 201 -X POST "$BASE_URL/scim2/Users" \
    -H "Content-Type: application/scim+json" \
    -H "Authorization: Bearer $ACCESS_TOKEN" \
    -d '{
        "name": { "givenName": "Kim", "familyName": "Henry" },
        "userName": "'"$1"'",
        "password": "aBcd!23#",
        "emails": [ { "value": "kim@gmail.com", "primary": true } ]
      }'
  equal "$(member .userName)" "$1"
}
user kim@gmail.com
outside=$(member .id)

# 5.1, with the store
user DEFAULT/kim@gmail.com
USER_ID=$(member .id)
equal "$(created)" "$USER_ID"
[ "$USER_ID" != "$outside" ] || fail "the two users are one"

# role STATUS PATH USER PERMISSION
role() {
  expect "$1" -X POST "$BASE_URL$2" \
    -H "Content-Type: application/json" \
    -H "Authorization: Bearer $ACCESS_TOKEN" \
    -d '{
        "displayName": "PharmacyUser",
        "users": [ { "value": '"$3"' } ],
        "permissions": [ '"$4"' ]
      }'
}
permission='{ "value": "get_pharmacy_user" }'
# 5.2, as printed: version 1 of the API accepts permissions as strings only, and not those of an API.
role 400 /scim2/Roles "\"$USER_ID\"" "$permission"
role 201 /scim2/Roles "\"$USER_ID\"" '"get_pharmacy_user"'
equal "$(jq -c .audience "$answer/body")" null
# The user's id without quotes is not JSON, in either version.
role 400 /scim2/v2/Roles "$USER_ID" "$permission"
# 5.2, with version 2, and the id in quotes
role 201 /scim2/v2/Roles "\"$USER_ID\"" "$permission"
equal "$(member .audience.type)" organization

# 4.1: the issuer is the one in the discovery document, not the printed .../t/<ORG_NAME>/.
expect 200 "$BASE_URL/oauth2/token/.well-known/openid-configuration"
ISSUER=$(member .issuer)
[ "$ISSUER" != "$BASE_URL/" ] || fail "the issuer is the printed one"

# 5.3, as printed: the management application's token is opaque, and API Gateway cannot verify it.
[[ $ACCESS_TOKEN != *.* ]] || fail "the management application's token is a JWT"

# 5.3, with a token of the pharmacy application's own
token "$APP_CLIENT_ID:$APP_CLIENT_SECRET" get_pharmacy_user
equal "$(member .scope)" get_pharmacy_user
CLAIMS=$(claims "$(member .access_token)")
equal "$(jq -r .iss <<<"$CLAIMS")" "$ISSUER"
equal "$(jq -r .aud <<<"$CLAIMS")" "$APP_CLIENT_ID"
equal "$(jq -r .scope <<<"$CLAIMS")" get_pharmacy_user
equal "$(jq -r '.exp - .iat' <<<"$CLAIMS")" 3600
echo "the guide works"
