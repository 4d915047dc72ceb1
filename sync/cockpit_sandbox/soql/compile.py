"""A parsed statement as SQL, and the shape of its answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from cockpit_sandbox.errors import ApiError
from cockpit_sandbox.schema import Field, Scalar, Schema, SObject
from cockpit_sandbox.soql.names import Column, Names, Parent
from cockpit_sandbox.soql.parse import MOST_ROWS, located
from cockpit_sandbox.soql.shape import Leaf, Shape
from cockpit_sandbox.soql.syntax import Call, Operand, OrderItem, Path, Select, TypeOf
from cockpit_sandbox.soql.where import Where

Seen = Callable[[SObject, str], tuple[str, list[Scalar]]]
"""SQL, for an object and its alias, that holds for what the user may see; and its parameters."""
AGGREGATES = {
    "COUNT": "COUNT({})",
    "COUNT_DISTINCT": "COUNT(DISTINCT {})",
    "MAX": "MAX({})",
    "MIN": "MIN({})",
    "SUM": "SUM({})",
    "AVG": "AVG({})",
}
_COUNT_FIELD = Field(name="expr", type="int", label="count")
_AVERAGE_FIELD = Field(name="expr", type="double", label="average")


class Children(Struct, frozen=True):
    """A statement in the select list: rows that point to the parent's."""

    relationship: str
    reference: str
    """The column that points to the parent."""
    reference_index: int
    compiled: Compiled

    def sql(self, parent_ids: Sequence[str]) -> tuple[str, tuple[Scalar, ...]]:
        """The statement for the children of these parents, each parent's in order."""
        inner = self.compiled
        mine = f"t.{self.reference} IN ({', '.join('?' * len(parent_ids))})"
        where = f"{inner.where_sql} AND {mine}" if inner.where_sql else f"WHERE {mine}"
        order = inner.order_sql or "ORDER BY t.Id"
        sql = f"SELECT {inner.columns_sql} {inner.from_sql} {where} {order}"
        return sql, (*inner.parameters, *parent_ids)


class Compiled(Struct, frozen=True):
    """SQL in three parts, so that a page, a count and a walk by locator share one statement."""

    sobject: SObject
    columns: tuple[str, ...]
    joins_sql: str
    where_sql: str
    order_sql: str
    parameters: tuple[Scalar, ...]
    group_parameters: tuple[Scalar, ...]
    limit: int
    offset: int
    shape: Shape
    is_count: bool
    """`SELECT COUNT() …`: the answer is the total alone."""
    is_aggregate: bool
    children: tuple[Children, ...] = ()

    @property
    def columns_sql(self) -> str:
        """The select list, whose places the shape counts."""
        return ", ".join(self.columns)

    @property
    def from_sql(self) -> str:
        """FROM with its joins; the object itself is `t`."""
        return f'FROM "{self.sobject.name}" t {self.joins_sql}'

    def page_sql(self, limit: int, selected: str | None = None) -> tuple[str, tuple[Scalar, ...]]:
        """The statement for the first rows, with its parameters; `selected` instead of columns."""
        listed = selected or self.columns_sql
        sql = f"SELECT {listed} {self.from_sql} {self.where_sql} {self.order_sql}"
        values = (*self.parameters, *self.group_parameters, limit, self.offset)
        return f"{sql} LIMIT ? OFFSET ?", values

    def ids_sql(self) -> tuple[str, tuple[Scalar, ...]]:
        """The ids of all rows in order."""
        sql = f"SELECT t.Id {self.from_sql} {self.where_sql} {self.order_sql} LIMIT ? OFFSET ?"
        return sql, (*self.parameters, self.limit, self.offset)


def compile_select(
    select: Select,
    soql: str,
    schema: Schema,
    *,
    today: date,
    zone: ZoneInfo,
    all_rows: bool,
    seen: Seen,
) -> Compiled:
    """The SQL of a statement. `all_rows` is queryAll: deleted and archived rows are seen too.

    Raises:
        ApiError: 400 with INVALID_TYPE, INVALID_FIELD or MALFORMED_QUERY.
    """
    sobject = schema.get(select.object_name)
    if sobject is None:
        message = (
            f"sObject type '{select.object_name}' is not supported. If you are attempting to use"
            " a custom object, be sure to append the '__c' after the entity name. Please"
            " reference your WSDL or the describe call for the appropriate names."
        )
        raise ApiError(400, "INVALID_TYPE", located(soql, select.object_place, message))
    names = Names(schema, soql, sobject)
    return _Compiler(select, soql, names, today, zone, seen).compiled(all_rows)


@dataclass
class _Compiler:
    select: Select
    soql: str
    names: Names
    today: date
    zone: ZoneInfo
    seen: Seen
    columns: list[str] = field(default_factory=list)
    children: list[Children] = field(default_factory=list)
    all_rows: bool = False

    def compiled(self, all_rows: bool) -> Compiled:
        self.all_rows = all_rows
        items = self.select.items
        is_count = len(items) == 1 and isinstance(items[0], Call) and not items[0].argument
        is_aggregate = bool(self.select.group_by) or any(isinstance(i, Call) for i in items)
        shape = Shape(is_aggregate)
        for index, item in enumerate(items):
            self._select(item, index, shape, is_aggregate)
        if not is_aggregate:
            shape.id_index = self._add("t.Id")
        where = Where(self._field_operand, self.today, self.zone, self._inner)
        conditions = [] if all_rows else self._visible()
        allowed, where.parameters = self.seen(self.names.root, "t")
        if allowed:
            conditions.append(allowed)
        if self.select.where is not None:
            conditions.append(where.sql(self.select.where))
        group_sql, group_parameters = self._grouping()
        order_sql = self._ordering(is_aggregate)
        root = self.names.root
        return Compiled(
            sobject=root,
            columns=tuple(self.columns),
            joins_sql=" ".join(self.names.joins),
            where_sql=("WHERE " + " AND ".join(conditions)) if conditions else "",
            order_sql=f"{group_sql} {order_sql}".strip(),
            parameters=tuple(where.parameters),
            group_parameters=group_parameters,
            limit=MOST_ROWS if self.select.limit is None else self.select.limit,
            offset=self.select.offset,
            shape=shape,
            is_count=is_count,
            is_aggregate=is_aggregate,
            children=tuple(self.children),
        )

    def _nested_compiler(self, select: Select, root: SObject) -> _Compiler:
        names = Names(self.names.schema, self.soql, root)
        return _Compiler(select, self.soql, names, self.today, self.zone, self.seen)

    def _inner(self, select: Select) -> tuple[str, list[Scalar]]:
        """The SQL of a statement behind IN: one id, no order and no limit."""
        root = self.names.schema.get(select.object_name)
        if root is None:
            message = f"sObject type '{select.object_name}' is not supported."
            raise self.names.refusal("INVALID_TYPE", select.object_place, message)
        compiler = self._nested_compiler(select, root)
        is_single = len(select.items) == 1 and isinstance(select.items[0], Path)
        is_plain = not (select.group_by or select.order_by or select.offset)
        column = compiler.names.column(select.items[0]) if is_single else None  # type: ignore[arg-type]
        if column is None or not is_plain or column.field.type not in ("id", "reference"):
            message = "The inner select must have a single ID or reference field"
            raise self.names.refusal("MALFORMED_QUERY", select.object_place, message)
        inner = compiler.compiled(self.all_rows)
        filled = f"{inner.where_sql} AND" if inner.where_sql else "WHERE"
        sql = f"SELECT {column.sql} {inner.from_sql} {filled} {column.sql} IS NOT NULL"
        return sql, list(inner.parameters)

    def _select_children(self, select: Select) -> None:
        found = self.names.children(select.object_name, select.object_place)
        compiler = self._nested_compiler(select, found[0])
        inner = compiler.compiled(self.all_rows)
        if inner.is_aggregate or inner.children or inner.offset:
            message = "A subquery reads fields of children, and nothing else"
            raise self.names.refusal("MALFORMED_QUERY", select.object_place, message)
        index = compiler._add(f"t.{found[1].name}")
        inner = replace(inner, columns=tuple(compiler.columns))
        relationship = found[1].child_relationship or select.object_name
        self.children.append(Children(relationship, found[1].name, index, inner))

    def _visible(self) -> list[str]:
        return [
            f"t.{name} = 0" for name in ("IsDeleted", "IsArchived") if self.names.root.has(name)
        ]

    def _add(self, sql: str) -> int:
        if sql not in self.columns:
            self.columns.append(sql)
        return self.columns.index(sql)

    def _select(
        self, item: Path | Call | TypeOf | Select, index: int, shape: Shape, is_aggregate: bool
    ) -> None:
        if isinstance(item, Select):
            if is_aggregate:
                message = "A subquery cannot stand beside an aggregate"
                raise self.names.refusal("MALFORMED_QUERY", item.object_place, message)
            self._select_children(item)
            return
        if isinstance(item, TypeOf):
            self._select_typeof(item, shape)
        elif isinstance(item, Call):
            column = self._operand(item)
            key = item.alias or f"expr{index}"
            shape.leaves.append(Leaf(key, self._add(column.sql), column.field))
        elif is_aggregate:
            self._select_grouped(item, shape)
        else:
            self._select_path(item, shape)

    def _select_grouped(self, path: Path, shape: Shape) -> None:
        grouped = {each.text.lower() for each in self.select.group_by}
        if path.text.lower() not in grouped:
            message = f"Field must be grouped or aggregated: {path.text}"
            raise self.names.refusal("MALFORMED_QUERY", path.place, message)
        column = self.names.column(path)
        shape.leaves.append(Leaf(path.parts[-1], self._add(column.sql), column.field))

    def _select_path(self, path: Path, shape: Shape) -> None:
        column = self.names.column(path)
        relationships = path.parts[:-1]
        if relationships and relationships[0].lower() == self.names.root.name.lower():
            relationships = relationships[1:]
        target = shape
        for depth, name in enumerate(relationships, 1):
            parent = self.names.parent(tuple(relationships[:depth]), path.place)
            target = self._nested(target, name, parent)
        # The name is written as the field is declared, whatever case the statement used.
        declared = column.field.name
        asked = path.parts[-1]
        key = declared if asked.lower() == declared.lower() else asked
        target.leaves.append(Leaf(key, self._add(column.sql), column.field))

    def _nested(self, shape: Shape, name: str, parent: Parent) -> Shape:
        known = next((key for key in shape.parents if key.lower() == name.lower()), None)
        if known is None:
            nested = Shape(is_aggregate=False, is_name_object=parent.polymorphic)
            nested.id_index = self._add(parent.id_sql())
            nested.targets = tuple(sobject for sobject, _ in parent.aliases)
            known = parent.relationship
            shape.parents[known] = nested
        return shape.parents[known]

    def _select_typeof(self, item: TypeOf, shape: Shape) -> None:
        parent = self.names.parent((item.relationship,), item.place)
        if not parent.polymorphic:
            message = f"TYPEOF needs a polymorphic relationship: {item.relationship}"
            raise self.names.refusal("INVALID_FIELD", item.place, message)
        nested = self._nested(shape, item.relationship, parent)
        nested.is_name_object = False
        for wanted, paths in item.branches:
            if wanted is None:
                nested.otherwise = [self._name_leaf(parent, path) for path in paths]
                continue
            found = next((p for p in parent.aliases if p[0].name.lower() == wanted.lower()), None)
            if found is None:
                message = f"'{wanted}' is not a type of relationship {item.relationship}"
                raise self.names.refusal("INVALID_TYPE", item.place, message)
            single = replace(parent, aliases=(found,), polymorphic=False)
            nested.branches[found[0].name] = [self._leaf(single, path) for path in paths]

    def _leaf(self, parent: Parent, path: Path) -> Leaf:
        column = self.names.parent_column(parent, path.parts[-1], path.place)
        return Leaf(column.field.name, self._add(column.sql), column.field)

    def _name_leaf(self, parent: Parent, path: Path) -> Leaf:
        column = self.names.parent_column(parent, path.parts[-1], path.place)
        return Leaf(path.parts[-1], self._add(column.sql), column.field)

    def _operand(self, operand: Operand) -> Column:
        if isinstance(operand, Path):
            return self.names.column(operand)
        template = AGGREGATES.get(operand.function)
        if template is None:
            message = f"Invalid aggregate function: {operand.function}"
            raise self.names.refusal("MALFORMED_QUERY", operand.place, message)
        if operand.argument is None:
            if operand.function != "COUNT":
                message = f"{operand.function} needs a field"
                raise self.names.refusal("MALFORMED_QUERY", operand.place, message)
            return Column("COUNT(*)", _COUNT_FIELD)
        inner = self.names.column(operand.argument)
        if inner.field.type == "textarea":
            message = f"field {inner.field.name} does not support aggregate operator"
            raise self.names.refusal("MALFORMED_QUERY", operand.place, message)
        described = inner.field
        if operand.function.startswith("COUNT"):
            described = _COUNT_FIELD
        elif operand.function == "AVG":
            described = _AVERAGE_FIELD
        return Column(template.format(inner.sql), described)

    def _field_operand(self, operand: Operand) -> Column:
        """As `_operand` where rows are looked at one by one, so that nothing can be counted."""
        if isinstance(operand, Call):
            message = f"{operand.function} is not allowed here"
            raise self.names.refusal("MALFORMED_QUERY", operand.place, message)
        return self._operand(operand)

    def _grouping(self) -> tuple[str, tuple[Scalar, ...]]:
        if not self.select.group_by:
            if self.select.having is not None:
                raise ApiError(400, "MALFORMED_QUERY", "HAVING needs GROUP BY")
            return "", ()
        sql = "GROUP BY " + ", ".join(self.names.column(p).sql for p in self.select.group_by)
        if self.select.having is None:
            return sql, ()
        having = Where(self._operand, self.today, self.zone, self._inner)
        return f"{sql} HAVING {having.sql(self.select.having)}", tuple(having.parameters)

    def _ordering(self, is_aggregate: bool) -> str:
        resolve = self._operand if is_aggregate else self._field_operand
        items = [self._order_item(item, resolve(item.operand)) for item in self.select.order_by]
        if not items and not is_aggregate and self.select.limit is None:
            items = ["t.Id"]
        return "ORDER BY " + ", ".join(items) if items else ""

    @staticmethod
    def _order_item(item: OrderItem, column: Column) -> str:
        if not column.field.sortable:
            raise ApiError(
                400,
                "INVALID_FIELD",
                f"field '{column.field.name}' can not be sorted in a query call",
            )
        collation = " COLLATE caseless" if column.field.is_text else ""
        way = " DESC" if item.descending else ""
        nulls = ""
        # SQLite puts nulls first when rising and last when falling; saying the same again, or
        # saying it of a column without nulls, would keep it from using an index.
        if column.field.nillable and item.nulls_last != item.descending:
            nulls = " NULLS LAST" if item.nulls_last else " NULLS FIRST"
        return f"{column.sql}{collation}{way}{nulls}"
