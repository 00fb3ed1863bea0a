using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Grants.Forms;

namespace Grants.Tests.Forms;

public sealed class FormPropertyTests
{
    private static readonly Config Quick = Config.QuickThrowOnFailure.WithMaxTest(150).WithEndSize(15);

    [Fact]
    public void Form_WrittenAsJson_IsReadBackTheSame() => Prop.ForAll(Arb.From(AnyForm.Forms), form =>
    {
        var json = FormJson.Write(form);
        Assert.Equal(json, FormJson.Write(FormJson.Read(json)));
        Assert.Null(FormJson.TryRead(FormJson.WriteIndented(form), out var imported));
        Assert.Equal(json, FormJson.Write(imported));
        Assert.Empty(FormChanges.Between(form, imported));
    }).Check(Quick);

    [Fact]
    public void Form_MadeByTheRules_HasNoProblemButEmptySections() => Prop.ForAll(Arb.From(AnyForm.Forms), form =>
        Assert.All(FormRules.Problems(form), problem => Assert.Contains("has no question yet", problem.Message, StringComparison.Ordinal))).Check(Quick);

    [Fact]
    public void Answer_WhateverWasTyped_IsTheSameAfterAPageOnWhichNothingWasChanged()
    {
        var cases = from question in AnyForm.Questions where question.Kind != QuestionKind.File from post in AnyForm.Posts(question) select (question, post);
        Prop.ForAll(Arb.From(cases), typed =>
        {
            var value = FormAnswers.FromForm(typed.question, AnyForm.Terms, typed.post);
            Assert.Equal(value, FormAnswers.FromForm(typed.question, AnyForm.Terms, AnyForm.Unchanged(typed.question, value)));
        }).Check(Quick.WithMaxTest(600));
    }

    [Fact]
    public void Answer_SentAndReadAsJson_IsTheSame()
    {
        var cases = from question in AnyForm.Questions where question.Kind != QuestionKind.File from post in AnyForm.Posts(question) select (question, post);
        Prop.ForAll(Arb.From(cases), typed =>
        {
            var value = FormAnswers.FromForm(typed.question, AnyForm.Terms, typed.post);
            var json = JsonSerializer.SerializeToElement(FormAnswers.ToJson(typed.question, value));
            Assert.Null(FormAnswers.TryTextOf(json, out var text));
            Assert.Equal(value, FormAnswers.Canonical(typed.question, text, AnyForm.Terms));
        }).Check(Quick.WithMaxTest(400));
    }

    [Fact]
    public void RandomEdits_NeverLoseAnAnswer()
    {
        var cases =
            from form in AnyForm.Forms
            from posts in Gen.CollectToList(form.Questions.Where(question => question.Kind != QuestionKind.File), question => from post in AnyForm.Posts(question) select (question, post))
            from edits in Gen.Choose(0, int.MaxValue).ListOf()
            select (form, posts, edits);
        Prop.ForAll(Arb.From(cases), given =>
        {
            var (form, posts, edits) = given;
            var answers = posts.Select(each => (each.question.Code, Value: FormAnswers.FromForm(each.question, AnyForm.Terms, each.post))).Where(each => each.Value.Length > 0).ToDictionary(each => each.Code, each => each.Value);
            var edited = edits.Aggregate(form, Edit);
            Assert.Empty(FormRules.ProblemsAfter(form, edited));

            // What was answered is shown under its question or among what is kept; each once.
            var now = new AnsweredForm(edited, AnyForm.Terms, answers);
            var shown = edited.Sections.SelectMany(now.Asked).Where(question => now[question.Code].Length > 0).ToDictionary(question => question.Code, question => now[question.Code]);
            Assert.Equal(answers.OrderBy(each => each.Key), shown.Concat(now.Kept).OrderBy(each => each.Key));

            // And saving every page of the new form without a change keeps every answer as it was.
            foreach (var question in edited.Questions.Where(question => answers.ContainsKey(question.Code)))
                Assert.Equal(answers[question.Code], FormAnswers.FromForm(question, AnyForm.Terms, AnyForm.Unchanged(question, answers[question.Code])));
        }).Check(Quick);
    }

    // A published form keeps kinds and columns; everything else is free.
    private static FormDefinition Edit(FormDefinition form, int random)
    {
        var (questions, pick) = (form.Questions.ToList(), random / 16);
        var (question, section) = (questions[pick % questions.Count], form.Sections[pick % form.Sections.Count]);
        return (random % 12) switch
        {
            0 => form.AddSection(new Section(form.FreeCode("More"), "More", null, [])),
            1 => form.RemoveSection(section.Code),
            2 => form.MoveSection(section.Code, -1),
            3 => form.ChangeSection(section.Code, "Another title", null),
            4 => form.AddQuestion(section.Code, new Question(form.FreeCode("New question"), QuestionKind.LongText, "Anything else?")),
            5 => form.RemoveQuestion(question.Code),
            6 => form.DuplicateQuestion(question.Code),
            7 => form.MoveQuestion(question.Code, -1),
            8 => form.MoveQuestion(question.Code, 1),
            9 => form.ChangeQuestion(question.Code, question with { Text = "Worded anew", Required = !question.Required, MaxCharacters = 5, Help = null, AskIf = null }),
            // The last choice: without another one the ticks that remain stand before it, which loses nothing but is another text.
            10 => form.ChangeQuestion(question.Code, question with { Choices = question.Choices.Count > 2 ? [.. question.Choices.SkipLast(1)] : question.Choices, AskIf = new AskIf("country", ["VN"]) }),
            _ => form.MoveSection(section.Code, 1),
        };
    }
}
