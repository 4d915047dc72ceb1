// Drives the sandbox with jsforce, unchanged. Prints one JSON object of what it saw.
const jsforce = require("jsforce");

async function main() {
  const [instanceUrl, accessToken, reference] = process.argv.slice(2);
  const org = new jsforce.Connection({ instanceUrl, accessToken, version: "66.0" });
  const seen = {};

  const me = await org.identity();
  seen.user = me.user_id;

  const tasks = await org
    .query("SELECT Id, Subject, Owner.Name FROM Task")
    .run({ autoFetch: true, maxFetch: 10000 });
  seen.fetched = tasks.records ? tasks.records.length : tasks.length;
  seen.total = (await org.query("SELECT COUNT() FROM Task")).totalSize;

  const described = await org.sobject("Task").describe();
  seen.key = described.fields.find((field) => field.name === "Cockpit_Ref__c").externalId;
  seen.objects = (await org.describeGlobal()).sobjects.length;

  const created = await org.sobject("Task").create({ Subject: "From jsforce" });
  const changed = await org
    .sobject("Task")
    .update({ Id: created.id, Status: "Completed" });
  const read = await org.sobject("Task").retrieve(created.id);
  seen.crud = [created.success, changed.success, read.IsClosed];
  const several = await org
    .sobject("Task")
    .create([{ Subject: "a" }, { Subject: "x".repeat(256) }], { allOrNone: false });
  seen.several = several.map((each) => each.success);
  const both = await org.sobject("Task").retrieve([created.id, several[0].id]);
  seen.both = both.map((each) => each.Subject);
  const removed = await org.sobject("Task").destroy([created.id, several[0].id]);
  seen.removed = removed.map((each) => each.success);

  const upserts = [];
  for (const subject of ["One", "Two"]) {
    const answer = await org
      .sobject("Task")
      .upsert({ Cockpit_Ref__c: reference, Subject: subject }, "Cockpit_Ref__c");
    upserts.push(answer.created);
  }
  seen.upserts = upserts;

  const found = await org
    .sobject("Account")
    .find({ Name: { $like: "%Brackets%" } }, ["Id", "Name"])
    .limit(1);
  seen.found = found.map((each) => each.Name);

  const composite = await org.requestPost("/services/data/v66.0/composite", {
    compositeRequest: [
      {
        method: "POST",
        url: "/services/data/v66.0/sobjects/Task",
        referenceId: "made",
        body: { Subject: "In one call" },
      },
      {
        method: "GET",
        url: "/services/data/v66.0/sobjects/Task/@{made.id}?fields=Subject",
        referenceId: "read",
      },
    ],
  });
  seen.composite = composite.compositeResponse.map((each) => each.httpStatusCode);
  seen.referred = composite.compositeResponse[1].body.Subject;

  org.bulk2.pollInterval = 50;
  const bulk = await org.bulk2.query("SELECT Id, Subject, Owner.Name FROM Task");
  const rows = await bulk.toArray();
  seen.bulk = [rows.length, Object.keys(rows[0])];

  const post = await org.chatter.resource("/feed-elements").create({
    feedElementType: "FeedItem",
    subjectId: found[0].Id,
    body: {
      messageSegments: [
        { type: "Text", text: "Hi " },
        { type: "Mention", id: me.user_id },
      ],
    },
  });
  await org.chatter
    .resource(`/feed-elements/${post.id}/capabilities/comments/items`)
    .create({ body: { messageSegments: [{ type: "Text", text: "Seen" }] } });
  const feed = await org.chatter
    .resource(`/feeds/record/${found[0].Id}/feed-elements`)
    .retrieve();
  seen.feed = feed.elements.map((each) => [
    each.body.text,
    each.capabilities.comments.page.items.map((comment) => comment.body.text),
  ]);

  try {
    await org.query("SELECT Nonsense FROM Task");
  } catch (problem) {
    seen.refused = problem.errorCode;
  }
  seen.usage = org.limitInfo.apiUsage.limit;
  console.log(JSON.stringify(seen));
}

main().catch((problem) => {
  console.error(problem);
  process.exit(1);
});
