"""What Shopify answers with, as far as the cockpit looks at it, and the documents it is asked with.

Source: shopify.dev/docs/api/admin-graphql: webhookSubscriptions, webhookSubscriptionCreate, orders, AppInstallation.
"""

from datetime import datetime

import msgspec

HOOKS = """query Hooks($n: Int!, $a: String) { webhookSubscriptions(first: $n, after: $a) {
  pageInfo { hasNextPage endCursor }
  nodes { id topic uri format includeFields metafieldNamespaces filter createdAt updatedAt
    apiVersion { handle } } } }"""
DELETE = """mutation Del($id: ID!) { webhookSubscriptionDelete(id: $id) {
  deletedWebhookSubscriptionId userErrors { field message } } }"""
CREATE = """mutation New($t: WebhookSubscriptionTopic!, $w: WebhookSubscriptionInput!) {
  webhookSubscriptionCreate(topic: $t, webhookSubscription: $w) {
  webhookSubscription { id topic uri } userErrors { field message } } }"""
ORDERS = """query Gap($q: String!, $a: String) {
  orders(first: 100, after: $a, query: $q, sortKey: CREATED_AT) {
  pageInfo { hasNextPage endCursor }
  nodes { id legacyResourceId name createdAt cancelledAt displayFinancialStatus
    totalPriceSet { shopMoney { amount currencyCode } } } } }"""
WITH_METAFIELD = """query GapWith($q: String!, $a: String, $ns: String!, $k: String!) {
  orders(first: 100, after: $a, query: $q, sortKey: CREATED_AT) {
  pageInfo { hasNextPage endCursor }
  nodes { id legacyResourceId name createdAt cancelledAt displayFinancialStatus
    totalPriceSet { shopMoney { amount currencyCode } } metafield(namespace: $ns, key: $k) { value } } } }"""
ABOUT = """query About { shop { name myshopifyDomain } currentAppInstallation { accessScopes { handle } } }"""


class Mistake(msgspec.Struct):
    """Why a change was not made, though the answer is 200."""

    message: str


class PageInfo(msgspec.Struct, rename="camel"):
    has_next_page: bool = False
    end_cursor: str | None = None


class Version(msgspec.Struct):
    handle: str


class Hook(msgspec.Struct, rename="camel", omit_defaults=True):
    """A webhook subscription: everything that is needed to make it again."""

    id: str
    topic: str
    uri: str
    format: str = "JSON"
    include_fields: list[str] = []
    metafield_namespaces: list[str] = []
    filter: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    api_version: Version | None = None

    def same_as(self, other: "Hook") -> bool:
        """Whether both bring the same deliveries to the same place."""
        return (self.topic, self.uri, self.filter or "") == (other.topic, other.uri, other.filter or "")


class HookPage(msgspec.Struct, rename="camel"):
    page_info: PageInfo
    nodes: list[Hook]


class Hooks(msgspec.Struct, rename="camel"):
    webhook_subscriptions: HookPage


class Deletion(msgspec.Struct, rename="camel"):
    deleted_webhook_subscription_id: str | None = None
    user_errors: list[Mistake] = []


class Deleted(msgspec.Struct, rename="camel"):
    webhook_subscription_delete: Deletion


class MadeHook(msgspec.Struct):
    id: str


class Creation(msgspec.Struct, rename="camel"):
    webhook_subscription: MadeHook | None = None
    user_errors: list[Mistake] = []


class Created(msgspec.Struct, rename="camel"):
    webhook_subscription_create: Creation


class Money(msgspec.Struct, rename="camel"):
    amount: str
    currency_code: str


class Price(msgspec.Struct, rename="camel"):
    shop_money: Money


class Metafield(msgspec.Struct):
    value: str


class Order(msgspec.Struct, rename="camel"):
    id: str
    legacy_resource_id: str
    name: str
    created_at: datetime
    cancelled_at: datetime | None = None
    display_financial_status: str | None = None
    total_price_set: Price | None = None
    metafield: Metafield | None = None


class OrderPage(msgspec.Struct, rename="camel"):
    page_info: PageInfo
    nodes: list[Order]


class Orders(msgspec.Struct):
    orders: OrderPage


class Shop(msgspec.Struct, rename="camel"):
    name: str
    myshopify_domain: str


class Scope(msgspec.Struct):
    handle: str


class Installation(msgspec.Struct, rename="camel"):
    access_scopes: list[Scope] = []


class About(msgspec.Struct, rename="camel"):
    shop: Shop
    current_app_installation: Installation | None = None
