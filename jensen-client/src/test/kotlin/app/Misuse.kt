package app

import dev.jensen.client.ConvexClient
import dev.jensen.client.ConvexHttpClient
import dev.jensen.client.LocalQueries
import dev.jensen.client.QueryCall
import dev.jensen.client.QueryListener
import dev.jensen.client.TokenSource
import dev.jensen.mapping.ResultType
import dev.jensen.mapping.Values
import dev.jensen.value.Value

// null cannot be a value of a non-null type 'URI'.
fun noUrl() = ConvexHttpClient.of(null)

// argument type mismatch: actual type is 'String?', but 'String' was expected.
fun maybeNoToken(client: ConvexClient, token: String?) = client.setAuth(token)

// null cannot be a value of a non-null type 'Any'.
fun noArguments(client: ConvexClient) = client.query("a:b", null)

// null cannot be a value of a non-null type 'Any'.
fun callWithoutArguments(type: ResultType<String>) = QueryCall("a:b", null, type)

// null cannot be a value of a non-null type 'Consumer<ConnectionState>'.
fun noListener(client: ConvexClient) = client.onConnectionState(null)

// null cannot be a value of a non-null type '(Mutable)Map<String, *>'.
fun noAttributes(client: ConvexHttpClient) = client.setAdminAuth("key", null)

// null cannot be a value of a non-null type 'HttpClient'.
fun noHttp(builder: ConvexClient.Builder) = builder.http(null)

// null cannot be a value of a non-null type 'Any'.
fun noResult(queries: LocalQueries) = queries.set("a:b", mapOf("a" to 1), null)

// only safe (?.) or non-null asserted (!!.) calls are allowed on a nullable receiver of type 'String?'.
fun tokenLength(source: TokenSource) = source.token(false).length

// only safe (?.) or non-null asserted (!!.) calls are allowed on a nullable receiver of type 'Value?'.
fun fieldSize(document: Value.Obj) = document.get("a").size()

// return type mismatch: expected 'Any', actual 'Any?'.
fun text(value: Value): Any = Values.read(value, String::class.java)

// type argument is not within its bounds: type parameter 'T (of class ResultType<T : Any>)' must be subtype of 'Any', but actual: 'String?'.
val NULLABLE = object : ResultType<String?>() {}

// type argument is not within its bounds: type parameter 'T (of interface QueryListener<T : Any>)' must be subtype of 'Any', but actual: 'String?'.
fun listen(listener: QueryListener<String?>) = listener.ended()
