//! Changes of `pets.yaml`, one at a time.

use basetype_tests::changed::{remove, rename, set, text};
use serde_json::{Value, json};

/// A change: what it is called, the code that it is reported by, and how it is made.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) code: &'static str,
    pub(crate) change: fn(&mut Value),
}

const SCHEMAS: &str = "/components/schemas";
const LIST: &str = "/paths/~1pets/get";

fn schema(path: &str) -> String {
    format!("{SCHEMAS}/{path}")
}

fn list(path: &str) -> String {
    format!("{LIST}/{path}")
}

macro_rules! cases {
    ($($name:literal $code:literal $change:expr;)*) => { vec![$(Case { name: $name, code: $code, change: $change }),*] };
}

/// All of them.
pub(crate) fn all() -> Vec<Case> {
    let mut all = members();
    all.extend(values());
    all.extend(operations());
    all.extend(parts());
    all
}

fn members() -> Vec<Case> {
    cases! {
        "optional member of a response" "member-added" |d| set(d, &schema("Failure/properties/hint"), text());
        "required member of a response" "member-added" |d| {
            set(d, &schema("Failure/properties/hint"), text());
            set(d, &schema("Failure/required/-"), json!("hint"));
        };
        "optional member of a request" "member-added" |d| set(d, &schema("PetChange/properties/colour"), text());
        "required member of a request" "member-added" |d| {
            set(d, &schema("House/properties/door"), text());
            set(d, &schema("House/required/-"), json!("door"));
        };
        "first required member of a request" "member-added" |d| {
            set(d, &schema("PetChange/properties/colour"), text());
            set(d, &schema("PetChange/required"), json!(["colour"]));
        };
        "member gone from a response" "member-removed" |d| drop(remove(d, &schema("Failure/properties/code")));
        "member gone from a request" "member-removed" |d| drop(remove(d, &schema("PetChange/properties/name")));
        "member of a response optional" "member-optional" |d| drop(remove(d, &schema("Failure/required")));
        "member of a response required" "member-required" |d| set(d, &schema("Failure/required/-"), json!("code"));
        "member of a request optional" "member-optional" |d| drop(remove(d, &schema("Owner/required")));
        "member of a request required" "member-required" |d| set(d, &schema("Owner/required/-"), json!("since"));
        "required by an operation alone" "member-required" |d| {
            set(d, "/paths/~1pets/post/requestBody/content/application~1json/schema/allOf/1/required/-", json!("weight"));
        };
        "member wider" "member-type" |d| drop(remove(d, &schema("Report/properties/size/format")));
        "member of another type" "member-type" |d| set(d, &schema("Owner/properties/priority"), text());
        "member with a format" "member-type" |d| set(d, &schema("Owner/properties/name/format"), json!("uuid"));
        "member nullable" "member-null" |d| set(d, &schema("Failure/properties/code/nullable"), json!(true));
        "member not nullable" "member-null" |d| drop(remove(d, &schema("Pet/properties/note/nullable")));
        "member read-only" "member-direction" |d| set(d, &schema("Pet/properties/weight/readOnly"), json!(true));
        "member not read-only" "member-direction" |d| drop(remove(d, &schema("Pet/properties/id/readOnly")));
        "member not write-only" "member-direction" |d| drop(remove(d, &schema("Pet/properties/secret/writeOnly")));
        "member tighter" "member-constraint" |d| set(d, &schema("Pet/properties/name/maxLength"), json!(10));
        "member free" "member-constraint" |d| drop(remove(d, &schema("Pet/properties/name/maxLength")));
        "member with another default" "member-default" |d| set(d, &schema("Owner/properties/priority/default"), json!(4));
        "another constant" "constant-changed" |d| set(d, &schema("Pet/properties/kind/enum"), json!(["Animal"]));
        "no constant" "constant-changed" |d| drop(remove(d, &schema("Pet/properties/kind/enum")));
        "member deprecated" "deprecated" |d| set(d, &schema("Failure/properties/code/deprecated"), json!(true));
        "no undeclared members" "undeclared-members" |d| set(d, &schema("Failure/additionalProperties"), json!(false));
        "undeclared members of another type" "undeclared-members" |d| {
            set(d, &schema("Labels/additionalProperties"), json!({"type": "integer"}));
        };
        "undeclared members of no type" "undeclared-members" |d| drop(remove(d, &schema("Labels/additionalProperties")));
    }
}

fn values() -> Vec<Case> {
    cases! {
        "value" "enum-value-added" |d| set(d, &schema("Status/enum/-"), json!("LENT"));
        "value gone" "enum-value-removed" |d| drop(remove(d, &schema("Status/enum/1")));
        "all values but one gone" "constant-changed" |d| set(d, &schema("Status/enum"), json!(["FREE"]));
        "value of a request gone" "enum-value-removed" |d| drop(remove(d, &schema("Order/enum/1")));
        "text instead of values" "member-type" |d| set(d, &schema("Job/properties/state"), text());
        "parameter without values" "parameter-type" |d| set(d, &list("parameters/4/schema"), text());
        "variant" "variant-added" |d| {
            let kennel = json!({"type": "object", "required": ["form"], "properties": {"form": {"type": "string", "enum": ["kennel"]}}});
            set(d, &schema("Kennel"), kennel);
            set(d, &schema("Home/oneOf/-"), json!({"$ref": "#/components/schemas/Kennel"}));
            set(d, &schema("Home/discriminator/mapping/kennel"), json!("#/components/schemas/Kennel"));
        };
        "variant gone" "variant-removed" |d| {
            remove(d, &schema("Home/oneOf/1"));
            remove(d, &schema("Home/discriminator/mapping/cage"));
        };
        "schema renamed" "type-renamed" |d| {
            rename(d, &schema("Job"), &schema("Task"));
            let place = "/paths/~1reports~1{id}/get/responses/202/content/application~1json/schema/$ref";
            set(d, place, json!("#/components/schemas/Task"));
        };
        "schema that nothing uses" "" |d| set(d, &schema("Unused"), json!({"type": "object", "properties": {"a": {"type": "string"}}}));
        "description" "" |d| set(d, &schema("Pet/description"), json!("An animal."));
    }
}

fn operations() -> Vec<Case> {
    cases! {
        "operation" "operation-added" |d| {
            let operation = json!({"operationId": "countPets", "tags": ["Pets"], "responses": {"204": {"description": "ok"}}});
            set(d, "/paths/~1count", json!({"get": operation}));
        };
        "operation gone" "operation-removed" |d| drop(remove(d, "/paths/~1pets~1{id}/delete"));
        "group gone" "operation-removed" |d| drop(remove(d, "/paths/~1reports~1{id}"));
        "operation renamed" "operation-renamed" |d| set(d, "/paths/~1pets~1{id}/get/operationId", json!("readPet"));
        "operation moved" "operation-moved" |d| rename(d, "/paths/~1reports~1{id}", "/paths/~1papers~1{id}");
        "group renamed" "operation-renamed" |d| set(d, "/paths/~1reports~1{id}/get/tags", json!(["Papers"]));
        "path parameter renamed" "parameter-renamed" |d| {
            set(d, "/paths/~1reports~1{id}/get/parameters/0/name", json!("report"));
            rename(d, "/paths/~1reports~1{id}", "/paths/~1reports~1{report}");
        };
        "optional parameter" "parameter-added" |d| set(d, &list("parameters/-"), json!({"name": "age", "in": "query", "schema": text()}));
        "required parameter" "parameter-added" |d| {
            set(d, &list("parameters/-"), json!({"name": "age", "in": "query", "required": true, "schema": text()}));
        };
        "parameter gone" "parameter-removed" |d| drop(remove(d, &list("parameters/2")));
        "required parameter gone" "parameter-removed" |d| drop(remove(d, &list("parameters/0")));
        "required parameter in place of another" "arguments-moved" |d| {
            set(d, "/paths/~1reports~1{id}/get/parameters/1/name", json!("month"));
        };
        "parameter optional" "parameter-optional" |d| drop(remove(d, &list("parameters/0/required")));
        "parameter required" "parameter-required" |d| set(d, &list("parameters/1/required"), json!(true));
        "parameter of another type" "parameter-type" |d| set(d, &list("parameters/1/schema"), text());
        "parameter looser" "parameter-constraint" |d| set(d, &list("parameters/1/schema/maximum"), json!(1000));
        "parameter tighter" "parameter-constraint" |d| set(d, &list("parameters/1/schema/maximum"), json!(10));
        "parameter joined" "parameter-form" |d| set(d, &list("parameters/3/explode"), json!(false));
        "body required" "body-presence" |d| set(d, "/paths/~1pets~1{id}/patch/requestBody/required", json!(true));
        "body gone" "body-removed" |d| drop(remove(d, "/paths/~1pets~1{id}/patch/requestBody"));
        "body of another type" "body-type" |d| {
            let place = "/paths/~1pets~1{id}/patch/requestBody/content/application~1json/schema/$ref";
            set(d, place, json!("#/components/schemas/Owner"));
        };
        "another success" "response-added" |d| {
            set(d, "/paths/~1pets~1{id}/delete/responses/202", json!({"description": "soon"}));
        };
        "success of another status" "response-status" |d| {
            rename(d, "/paths/~1pets/post/responses/201", "/paths/~1pets/post/responses/202");
        };
        "one success less" "response-removed" |d| drop(remove(d, "/paths/~1reports~1{id}/get/responses/202"));
        "error" "response-added" |d| {
            set(d, "/paths/~1pets~1{id}/get/responses/409", json!({"$ref": "#/components/responses/Failed"}));
        };
        "response of another type" "response-type" |d| {
            let place = "/paths/~1pets~1{id}/get/responses/200/content/application~1json/schema/$ref";
            set(d, place, json!("#/components/schemas/Owner"));
        };
        "response in one more media type" "response-media" |d| {
            set(d, &list("responses/200/content/text~1csv"), json!({"schema": text()}));
        };
        "response in one media type less" "response-media" |d| {
            drop(remove(d, "/paths/~1reports~1{id}/get/responses/200/content/text~1csv"));
        };
        "header gone" "header-removed" |d| drop(remove(d, &list("responses/200/headers")));
        "no pages" "paging-changed" |d| drop(remove(d, &schema("PetPage/properties/next_page_token")));
        "another credential" "security-changed" |d| set(d, "/security", json!([{"token": []}]));
        "one more credential" "security-changed" |d| set(d, "/security", json!([{"key": []}, {"token": []}]));
        "another server" "server-changed" |d| set(d, "/servers/0/url", json!("https://cats.example"));
        "value of a server variable gone" "server-changed" |d| drop(remove(d, "/servers/0/variables/zone/enum/1"));
        "another default of a server variable" "server-changed" |d| set(d, "/servers/0/variables/zone/default", json!("test"));
    }
}

const PHOTO: &str = "/paths/~1photos/post/requestBody/content/multipart~1form-data";
const TAGS: &str = "/paths/~1photos/put/requestBody/content/application~1x-www-form-urlencoded";

fn photo(path: &str) -> String {
    format!("{PHOTO}/{path}")
}

fn parts() -> Vec<Case> {
    cases! {
        "optional part" "part-added" |d| set(d, &photo("schema/properties/place"), text());
        "required part" "part-added" |d| {
            set(d, &photo("schema/properties/place"), text());
            set(d, &photo("schema/required/-"), json!("place"));
        };
        "part deprecated" "deprecated" |d| set(d, &photo("schema/properties/note/deprecated"), json!(true));
        "part with a default" "part-default" |d| set(d, &photo("schema/properties/note/default"), json!("none"));
        "part gone" "part-removed" |d| drop(remove(d, &photo("schema/properties/note")));
        "part required" "part-required" |d| set(d, &photo("schema/required/-"), json!("note"));
        "part optional" "part-optional" |d| set(d, &photo("schema/required"), json!(["picture"]));
        "part once" "part-repeated" |d| set(d, &photo("schema/properties/copies"), json!({"type": "string", "format": "binary"}));
        "part several times" "part-repeated" |d| {
            set(d, &photo("schema/properties/note"), json!({"type": "array", "items": {"type": "string"}}));
        };
        "text instead of a file" "part-type" |d| set(d, &photo("schema/properties/picture"), text());
        "part of another type" "part-type" |d| set(d, &photo("schema/properties/note"), json!({"type": "integer"}));
        "part of another media type" "part-media" |d| set(d, &photo("encoding/picture/contentType"), json!("image/jpeg"));
        "member of a part" "member-added" |d| set(d, &schema("Owner/properties/phone"), text());
        "parts that are not named" "body-type" |d| set(d, &photo("schema"), json!({"type": "object"}));
        "JSON instead of parts" "body-media" |d| {
            rename(d, PHOTO, "/paths/~1photos/post/requestBody/content/application~1json");
            remove(d, "/paths/~1photos/post/requestBody/content/application~1json/encoding");
        };
        "form or JSON" "body-media" |d| {
            let content = json!({"schema": {"$ref": "#/components/schemas/Owner"}});
            set(d, "/paths/~1photos/put/requestBody/content/application~1json", content);
        };
        "field of a form" "member-added" |d| set(d, &format!("{TAGS}/schema/properties/colour"), text());
        "required field of a form" "member-added" |d| {
            set(d, &format!("{TAGS}/schema/properties/colour"), text());
            set(d, &format!("{TAGS}/schema/required/-"), json!("colour"));
        };
        "field of a form in another form" "body-form" |d| set(d, &format!("{TAGS}/encoding"), json!({"ids": {"explode": false}}));
        "header of another type" "header-type" |d| set(d, "/paths/~1photos/post/responses/204/headers/X-Size/schema", text());
        "header optional" "header-optional" |d| drop(remove(d, "/paths/~1photos/post/responses/204/headers/X-Size/required"));
        "header required" "header-required" |d| set(d, &list("responses/200/headers/X-Count/required"), json!(true));
        "header" "header-added" |d| set(d, &list("responses/200/headers/X-Age"), json!({"schema": text()}));
        "operation on another server" "server-changed" |d| set(d, "/paths/~1photos/post/servers/0/url", json!("https://p.example"));
        "operation on the client's server" "server-changed" |d| drop(remove(d, "/paths/~1photos/post/servers"));
        "operation on its own server" "server-changed" |d| set(d, "/paths/~1photos/put/servers", json!([{"url": "/v2"}]));
        "operation without credential" "security-changed" |d| set(d, "/paths/~1photos/put/security", json!([]));
        "scope" "security-changed" |d| set(d, "/paths/~1photos/put/security", json!([{"key": []}, {"key": [], "token": []}]));
        "tag that types speak of" "operation-added" |d| {
            let operation = json!({"operationId": "listOwners", "tags": ["Owners"], "responses": {"204": {"description": "ok"}}});
            set(d, "/paths/~1owners", json!({"get": operation}));
        };
    }
}
