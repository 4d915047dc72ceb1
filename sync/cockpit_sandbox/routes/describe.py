"""What objects and fields there are."""

from __future__ import annotations

from cockpit_sandbox.call import Call
from cockpit_sandbox.messages import Reply
from cockpit_sandbox.routes import conditions
from cockpit_sandbox.schema import Field, SObject
from cockpit_sandbox.values import http_date, parsed_moment

_SOAP_TYPES = {
    "id": "tns:ID",
    "reference": "tns:ID",
    "boolean": "xsd:boolean",
    "int": "xsd:int",
    "double": "xsd:double",
    "currency": "xsd:double",
    "percent": "xsd:double",
    "date": "xsd:date",
    "datetime": "xsd:dateTime",
}
MOST_ROWS_OF_A_BATCH = 200


def global_describe(call: Call) -> Reply:
    """GET /sobjects: every object, shortly."""
    listed = [_summary(call, each) for each in call.schema]
    content = {"encoding": "UTF-8", "maxBatchSize": MOST_ROWS_OF_A_BATCH, "sobjects": listed}
    return _unless_unchanged(call, content)


def basic(call: Call) -> Reply:
    """GET /sobjects/X: the object shortly."""
    return Reply(200, {"objectDescribe": _summary(call, call.sobject()), "recentItems": []})


def describe(call: Call) -> Reply:
    """GET /sobjects/X/describe: the object with its fields; 304 when nothing changed."""
    sobject = call.sobject()
    fields = [_field(call, sobject, each) for each in sobject.fields]
    content = _summary(call, sobject) | {
        "fields": fields,
        "childRelationships": [
            {
                "childSObject": child.name,
                "field": reference.name,
                "relationshipName": reference.child_relationship,
                "cascadeDelete": reference.on_parent_delete == "cascade",
            }
            for child, reference in call.schema.references_to(sobject.name)
        ],
        "recordTypeInfos": [],
    }
    return _unless_unchanged(call, content)


def _unless_unchanged(call: Call, content: object) -> Reply:
    # The schema of this org is fixed when the org is made; rights on it are not.
    made = call.org.storage.setting("created") or "1970-01-01T00:00:00Z"
    changed = parsed_moment(call.org.access.changed() or made)
    if changed is None:
        return Reply(200, content)
    headers = {"Last-Modified": http_date(changed)}
    if conditions.is_unchanged(call.request.headers, changed):
        return Reply(304, None, headers)
    return Reply(200, content, headers)


def _summary(call: Call, sobject: SObject) -> dict[str, object]:
    base = f"/services/data/v{call.version}/sobjects/{sobject.name}"
    return {
        "name": sobject.name,
        "label": sobject.label,
        "labelPlural": sobject.label_plural,
        "keyPrefix": sobject.key_prefix,
        "custom": sobject.name.endswith("__c"),
        "createable": sobject.createable,
        "updateable": sobject.updateable,
        "deletable": sobject.deletable,
        "undeletable": sobject.deletable,
        "queryable": True,
        "retrieveable": True,
        "searchable": False,
        "replicateable": True,
        "triggerable": sobject.createable,
        "mergeable": sobject.name in ("Account", "Contact"),
        "layoutable": True,
        "activateable": False,
        "customSetting": False,
        "urls": {
            "sobject": base,
            "describe": f"{base}/describe",
            "rowTemplate": base + "/{ID}",
        },
    }


def _field(call: Call, sobject: SObject, each: Field) -> dict[str, object]:
    choices = _choices(call, each)
    return {
        "name": each.name,
        "label": each.label,
        "type": each.type,
        "soapType": _SOAP_TYPES.get(each.type, "xsd:string"),
        "length": each.length,
        "byteLength": each.length * 3,
        "precision": 18 if each.type in ("double", "currency", "percent") else 0,
        "scale": 2 if each.type in ("double", "currency", "percent") else 0,
        "digits": 9 if each.type == "int" else 0,
        "createable": each.createable and sobject.createable,
        "updateable": each.updateable and sobject.updateable,
        "nillable": each.nillable,
        "defaultedOnCreate": each.defaulted_on_create,
        "defaultValue": each.default,
        "filterable": each.filterable,
        "groupable": each.filterable,
        "aggregatable": each.filterable,
        "sortable": each.sortable,
        "externalId": each.external_id,
        "unique": each.unique,
        "caseSensitive": False,
        "idLookup": each.id_lookup,
        "calculated": each.calculated,
        "nameField": each.name_field,
        "namePointing": each.polymorphic,
        "custom": each.is_custom,
        "autoNumber": each.name == "CaseNumber",
        "htmlFormatted": False,
        "encrypted": False,
        "deprecatedAndHidden": False,
        "permissionable": not each.is_required,
        "restrictedPicklist": each.restricted_picklist,
        "dependentPicklist": False,
        "picklistValues": choices,
        "referenceTo": list(each.reference_to),
        "relationshipName": each.relationship,
        "polymorphicForeignKey": each.polymorphic,
        "cascadeDelete": each.on_parent_delete == "cascade",
    }


def _choices(call: Call, each: Field) -> list[dict[str, object]]:
    values = call.org.records.intake.choices(each)
    labels = {choice.value: choice.label for choice in each.choices}
    return [
        {
            "active": True,
            "defaultValue": value == each.default,
            "label": labels.get(value, value),
            "value": value,
            "validFor": None,
        }
        for value in values
    ]
