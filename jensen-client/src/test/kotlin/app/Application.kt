package app

import dev.jensen.client.ConvexClient
import dev.jensen.client.ConvexError
import dev.jensen.client.ConvexException
import dev.jensen.client.ConvexHttpClient
import dev.jensen.client.FunctionException
import dev.jensen.client.MismatchedResultException
import dev.jensen.client.QueryCall
import dev.jensen.client.QueryListener
import dev.jensen.client.QueryResult
import dev.jensen.mapping.FieldName
import dev.jensen.mapping.Flattened
import dev.jensen.mapping.Id
import dev.jensen.mapping.MappingException
import dev.jensen.mapping.ResultType
import dev.jensen.mapping.Union
import dev.jensen.mapping.UnionCase
import dev.jensen.value.Value
import java.net.URI
import java.util.Optional
import java.util.concurrent.BlockingQueue
import java.util.concurrent.Flow
import java.util.concurrent.LinkedBlockingQueue
import java.util.concurrent.TimeUnit

// @start region=types
@JvmRecord
data class Note(val text: String, val stars: Long?)

val NOTES = object : ResultType<List<Note>>() {}
// @end

val TEXT_OR_NULL = object : ResultType<Optional<String>>() {}

@JvmRecord
data class NewNote(val channel: String, val text: String)

@JvmRecord
data class Channel(val channel: String)

@JvmRecord
data class Saved(@FieldName("_id") val id: Id<Saved>)

@JvmRecord
data class Reason(val reason: String, val `in`: String?)

@JvmRecord
data class Echo<T>(val value: T)

@JvmRecord
data class Rated(@Flattened val note: Note, val rating: Double)

@Union
sealed interface Shape {

  @JvmRecord
  data class Circle(val radius: Double, val color: Color?) : Shape

  @JvmRecord
  data class Square(val side: Int) : Shape
}

enum class Color {
  @UnionCase("red")
  RED
}

/** No record. */
data class Plain(val text: String)

@Union
sealed interface Unmarked {

  data class Case(val text: String) : Unmarked
}

/** Calls the deployment at the first argument, as the user of the second; prints what comes of it. */
fun main(arguments: Array<String>) {
  val url = URI.create(arguments[0])
  val token = arguments[1]
  ConvexHttpClient.of(url).use { client ->
    calls(client)
    values(client)
    errors(client)
    client.setAuth { _ -> token }
    show("user", client.query("notes:whoami", mapOf<String, Any>(), String::class.java))
  }
  ConvexClient.of(url).use { client ->
    follows(client)
    publishes(client)
    expects(client)
    signsIn(client, token)
  }
}

private fun show(what: String, result: Any?) = println("$what: $result")

private fun calls(client: ConvexHttpClient) {
  // @start region=calls
  val id: String =
    client.mutation("notes:add", mapOf("channel" to "kotlin", "text" to "tea"), String::class.java)
  val notes: List<Note> = client.query("notes:list", mapOf("channel" to "kotlin"), NOTES)
  // @end
  show("notes", notes)
  client.mutation("notes:add", NewNote("kotlin", "milk"))
  show("count", client.query("notes:count", Channel("kotlin"), Long::class.java) + 1)
  val loud = client.action("notes:shout", NewNote("kotlin", "loud"), String::class.java)
  show("shouted", loud.lowercase())
  val call = QueryCall("notes:list", Channel("kotlin"), NOTES)
  show("called", client.query(call).map(Note::text))
  val saved = client.query(call.`as`(object : ResultType<List<Saved>>() {}))
  show("same id", saved.first().id.value == id)
  val later = client.async().query("notes:count", Channel("kotlin"), Long::class.java)
  show("later", later.get(30, TimeUnit.SECONDS))
}

private fun values(client: ConvexHttpClient) {
  val nothing = mapOf("value" to null)
  show("no text", client.query("notes:echo", nothing, TEXT_OR_NULL).orElse(null))
  show("no value", client.query("notes:echo", nothing) is Value.Null)
  show("no entry", echo(client, mapOf("a" to null), object : ResultType<Map<String, Any?>>() {})["a"])
  val note = Note("none", null)
  show("same note", echo(client, note, ResultType.of(Note::class.java)) == note)
  show("left out", echo(client, mapOf("text" to "x"), ResultType.of(Note::class.java)))
  val shapes = listOf(Shape.Circle(1.5, Color.RED), Shape.Square(2), Shape.Circle(1.0, null))
  show("shapes", echo(client, shapes, object : ResultType<List<Shape>>() {}))
  show("parameter", echo(client, Echo(7L), object : ResultType<Echo<Long>>() {}).value + 1)
  val rated = Rated(Note("x", 1), 0.5)
  show("flat", echo(client, rated, ResultType.of(Value.Obj::class.java)).fields().keys.sorted())
  show("same rating", echo(client, rated, ResultType.of(Rated::class.java)) == rated)
}

private fun <T : Any> echo(client: ConvexHttpClient, value: Any, type: ResultType<T>): T =
  client.query("notes:echo", Echo(value), type)

private fun errors(client: ConvexHttpClient) {
  try {
    client.mutation("notes:add", NewNote("kotlin", ""))
  } catch (e: ConvexError) {
    show("reason", e.data(Reason::class.java))
  }
  val broken = failure<FunctionException> { client.query("notes:broken", mapOf<String, Any>()) }
  show("broken", broken.code())
  showMismatch("no text", client, mapOf("stars" to 1L), ResultType.of(Note::class.java))
  showMismatch("null entry", client, Note("x", null), object : ResultType<Map<String, Long>>() {})
  showMismatch("null parameter", client, mapOf("value" to null), object : ResultType<Echo<String>>() {})
  val plain = mapOf("text" to "x", "type" to "case")
  showMismatch("plain result", client, plain, ResultType.of(Plain::class.java))
  val argument = failure<MappingException> { client.query("notes:echo", Plain("x")) }
  show("plain argument", argument.message)
  showMismatch("plain case", client, plain, ResultType.of(Unmarked::class.java))
}

private fun showMismatch(what: String, client: ConvexHttpClient, value: Any, type: ResultType<*>) {
  val failure = failure<MismatchedResultException> { echo(client, value, type) }
  show(what, failure.message)
}

private inline fun <reified E : Exception> failure(call: () -> Unit): E {
  try {
    call()
  } catch (e: Exception) {
    return e as? E ?: throw e
  }
  throw AssertionError("does not fail")
}

private fun <T : Any> BlockingQueue<T>.next(): T =
  poll(30, TimeUnit.SECONDS) ?: throw AssertionError("nothing came")

private fun follows(client: ConvexClient) {
  val told = LinkedBlockingQueue<List<Note>>()
  // @start region=subscribe
  val subscription =
    client.subscribe("notes:list", mapOf("channel" to "followed"), NOTES) { notes -> told.add(notes) }
  // @end
  subscription.use {
    show("followed", told.next())
    client.mutation("notes:add", NewNote("followed", "one"))
    show("followed", told.next())
  }

  val failures = LinkedBlockingQueue<ConvexException>()
  val listener = object : QueryListener<Long> {
    override fun changed(result: Long) = throw AssertionError(result)

    override fun failed(failure: ConvexException) {
      failures.add(failure)
    }
  }
  client.subscribe("notes:broken", mapOf<String, Any>(), Long::class.java, listener)
  show("fails", failures.next().code())
  val connected = LinkedBlockingQueue<Boolean>()
  client.onConnectionState { state -> connected.add(state.isConnected) }.close()
  show("connected", connected.next())
}

private fun publishes(client: ConvexClient) {
  val told = LinkedBlockingQueue<QueryResult<Long>>()
  val publisher: Flow.Publisher<QueryResult<Long>> =
    client.watch("notes:count", Channel("followed"), Long::class.java)
  publisher.subscribe(object : Flow.Subscriber<QueryResult<Long>> {
    override fun onSubscribe(subscription: Flow.Subscription) = subscription.request(1)

    override fun onNext(result: QueryResult<Long>) {
      told.add(result)
    }

    override fun onError(failure: Throwable) = throw failure

    override fun onComplete() {}
  })
  val published =
    when (val result = told.next()) {
      is QueryResult.Success -> result.value + 1
      is QueryResult.Failure -> throw result.failure
    }
  show("published", published)
}

private fun expects(client: ConvexClient) {
  val told = LinkedBlockingQueue<List<Note>>()
  val channel = Channel("expected")
  client.subscribe("notes:list", channel, NOTES) { notes -> told.add(notes) }
  show("expected", told.next())
  val added =
    client.mutation("notes:add", NewNote("expected", "real"), String::class.java) { queries ->
      val shown = queries.get("notes:list", channel, NOTES).orElse(listOf())
      queries.set("notes:list", channel, shown + Note("expected", null))
    }
  show("expected", told.next())
  added.get(30, TimeUnit.SECONDS)
  show("expected", told.next())
}

private fun signsIn(client: ConvexClient, token: String) {
  val accepted = LinkedBlockingQueue<Boolean>()
  client.setAuth({ _ -> token }) { isAuthenticated -> accepted.add(isAuthenticated) }
  show("accepted", accepted.next())
  show("live user", client.query("notes:whoami", mapOf<String, Any>(), String::class.java))
  client.setAuth { _ -> null }
  show("nobody", client.query("notes:whoami", mapOf<String, Any>(), TEXT_OR_NULL).orElse(null))
}
