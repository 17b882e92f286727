package prose

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestBoilerplateLine(t *testing.T) {
	lines := []string{
		"Follow us on Facebook and Twitter.",
		"Follow Marta Quill on X",
		"Like us on Facebook!",
		"Follow her on Twitter @martaquill.",
		"(Reporting by Dana Ruiz; Editing by Tom Okafor)",
		"(Additional reporting by Dana Ruiz in Lima and Tom Okafor in Lagos; writing by Jo Lind; editing by Ann Poe)",
		"Reporting by Dana Ruiz",
		"Additional reporting by Jo Lind in Oslo.",
		"Copyright 2024 The Associated Press.",
		"Copyright 2024 The Associated Press. All rights reserved. This material may not be published, broadcast, rewritten or redistributed.",
		"© 2023 Harbour Herald Ltd. All Rights Reserved",
		"Copyright (c) 2019, Harbour Herald",
		"This material may not be reproduced without permission.",
		"All rights reserved.",
		"This story first appeared in The Washington Post.",
		"This article was originally published on The Conversation.",
		"A version of this article appears in print on Page A4.",
		"Originally published by The Record.",
		"First published on harbourherald.example",
		"Read the original article.",
		"BOSTON (AP) --",
		"BOSTON (AP)",
		"NEW YORK, March 5 (Reuters) -",
		"Santa Fe, N.M. (AP) —",
		"PARIS —",
		"(Reuters) -",
		"Sign up for our newsletter",
		"Sign up here for our free daily newsletter.",
		"Our free daily newsletter: sign up here.",
		"Get the day's top stories delivered to your inbox.",
		"Subscribe to our channel",
		"Read more: Harbour bridge shut for repairs",
		"RELATED: Harbour bridge shut for repairs",
		"Read More",
		"See also: the harbour bridge in pictures",
		"Click here to read the full report.",
		"To read the full report, click here.",
		"Photo: Dana Ruiz/Getty Images",
		"Photo by Dana Ruiz",
		"Dana Ruiz/Getty Images",
		"(AP Photo/Dana Ruiz)",
		"(Photo by Dana Ruiz)",
		"Image credit: Harbour Herald",
		"Share this article",
		"Share on Facebook",
		"Advertisement",
		"Story continues below advertisement",
		"The Associated Press contributed to this report.",
		"Dana Ruiz and Tom Okafor contributed reporting.",
		"With files from Jo Lind",
		"The Associated Press",
		"# # #",
		"###",
		"-30-",
		"* * *",
		"ENDS",
		"For more information contact Dana Ruiz at 555-0100.",
		"For more information about the bridge, please call the office.",
		"CONTACT: Dana Ruiz, 202-555-0100",
		"(202) 555-0100",
		"FOR IMMEDIATE RELEASE",
		"Dana Ruiz can be reached at druiz@harbourherald.example.",
		"Email Dana Ruiz at druiz@harbourherald.example",
		"Last updated March 5, 2024 at 3:15 p.m.",
		"Updated: 3:15 p.m.",
		"Published March 5, 2024",
		"Posted on 5 March 2024",
		"5 min read",
		"3 hours ago",
		"By Jane Doe",
		"By JANE DOE and JOHN ROE",
		"By Jane Doe, Associated Press",
		"By Jane Doe | Staff Writer of the Harbour Herald",
		"This is a developing story.",
		"This story has been updated to add a comment from the port.",
		"Editor's note: An earlier version gave the wrong date.",
		"Dana Ruiz is a staff writer for the Harbour Herald.",
		"Terms of use | Privacy policy",
		"The views expressed here are the author's own.",
		"For the latest news on the harbour, follow us on Twitter.",
	}
	for _, line := range lines {
		if !Boilerplate(line) {
			t.Errorf("Boilerplate(%q) = false, want true", line)
		}
	}
}

// Sentences of stories that are about what the patterns look for.
func TestBoilerplateLineSparesNews(t *testing.T) {
	lines := []string{
		"",
		" ",
		"The port was shut.",
		"The senator asked voters to follow her on Twitter, where she would answer questions.",
		"Follow-up posts on Facebook drew thousands of angry replies.",
		"Copyright law was last changed in 2019.",
		"Copyright holders in the town want to be paid for 30 years.",
		"The article first appeared to be a forgery, but the police now think that the letter it quotes was written by the mayor himself in the spring.",
		"This report published in March found that the bridge was unsafe.",
		"First published in 1952, the novel sold two million copies within a year.",
		"Published 10 years ago, the study was never repeated.",
		"Updated figures show that 40 ships came in March.",
		"Read more books, the doctors told parents in the town.",
		"More than 300 people signed up for the free course on Monday.",
		"She signed up for the newsletter and was never sent one.",
		"For more than two decades, tourists have come to visit the harbour.",
		"For more money, he said, he would contact the owners himself.",
		"By Monday, Jane Doe was gone.",
		"By Popular Demand, Ferry Returns",
		"By the time the police came, the house was empty.",
		"By Tuesday Evening Most Ships Had Left",
		"By Jane Doe's account, the ship was late.",
		"Jane Doe was hit by a car.",
		"Photos by residents showed flames above the roof.",
		"The photo shows Jane Doe at the harbour.",
		"The agency was bought by Getty Images.",
		"The bridge will stay shut, the minister told AFP.",
		"(Reuters) - The bank said on Monday that it would close three branches.",
		"BOSTON (AP) -- The bridge was shut on Monday.",
		"PARIS — The bridge was shut.",
		"The Associated Press was founded in 1846.",
		"The Associated Press reported on Monday that the bridge was shut.",
		"Reuters could not reach the minister.",
		"Two cows contributed to this year's report on methane.",
		"He shared this article of faith with his father.",
		"Share prices fell by 3 percent.",
		"The advertisement was withdrawn after complaints.",
		"Subscribe rates rose in March.",
		"Click beetles are found in the whole valley.",
		"Donations to the church reached $30,000.",
		"Contact with the ship was lost at 3:15 p.m.",
		"Source code of the program was stolen.",
		"The end of the strike was announced at noon.",
		"Related charges were dropped last year.",
		"30",
		"3-2",
		"12, 14, 18",
		"Editors noted that the law had passed.",
		"Terms of the sale were not disclosed.",
		"Become a member of the club, he was told, or leave.",
		"Peace can be reached at last, the envoy said.",
		"They can be reached only by boat.",
		"The report has been updated to take in the figures for May.",
		"Join hands, the priest said, and the crowd did.",
		"Sponsored by the city, the race drew 4,000 runners.",
		"Follow the money, the judge told the two reporters.",
		"CHICAGO",
		"LONDON BRIDGE",
		"FATAL HARBOUR (DIGITAL TOYS)",
		"J Doe (Harbour AC)",
		"SOYBEANS -",
		":-)",
	}
	for _, line := range lines {
		if Boilerplate(line) {
			t.Errorf("Boilerplate(%q) = true, want false", line)
		}
	}
}

// The bound on the words of a line is what keeps sentences out.
func TestBoilerplateIsShort(t *testing.T) {
	footer := "All rights reserved."
	if long := strings.Repeat("word ", 60) + footer; Boilerplate(long) {
		t.Errorf("Boilerplate(%q) = true, want false", long)
	}
}

func TestPlainWords(t *testing.T) {
	got := string(plainWords(nil, "(C) 2024: Don’t e-mail – 'x@Y.com' 3rd/4th É"))
	if want := "© # : dont e-mail x @ y com # / # é "; got != want {
		t.Errorf("plainWords = %q, want %q", got, want)
	}
}

func TestChoices(t *testing.T) {
	tests := []struct {
		pattern string
		want    []string
	}{
		{"all rights", []string{"all rights"}},
		{"[a|b] c", []string{"a c", "b c"}},
		{"x [|y ]z", []string{"x z", "x y z"}},
		{"[a [b|c]|d]", []string{"a b", "a c", "d"}},
		{"[a", nil},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, choices(tt.pattern)); diff != "" {
			t.Errorf("choices(%q) (-want +got):\n%s", tt.pattern, diff)
		}
	}
}

// The list as a whole: it can be read, and every pattern is made of the words
// that plainWords gives, so that it can be met.
func TestBoilerplateLines(t *testing.T) {
	if _, err := parseFooters(boilerplateLines); err != nil {
		t.Error("boilerplate.txt", err)
	}
	for n, line := range strings.Split(boilerplateLines, "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		_, pattern, _ := strings.Cut(line[strings.IndexByte(line, ' ')+1:], " ")
		for _, p := range choices(pattern) {
			for part := range strings.SplitSeq(p, "...") {
				want := strings.Join(strings.Fields(part), " ") + " "
				if got := string(plainWords(nil, strings.ReplaceAll(part, "#", "1"))); got != want {
					t.Errorf("boilerplate.txt line %d: %q reads %q", n+1, want, got)
				}
			}
		}
		if len(choices(pattern)) == 0 {
			t.Errorf("boilerplate.txt line %d: bracket not closed", n+1)
		}
	}
}

func FuzzBoilerplateLine(f *testing.F) {
	for _, s := range []string{"By Jane Doe", "BOSTON (AP) --", "© (c) : / @ # ...", "for more information \xff contact", "-30-", "’’’", "(", "for more on"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if Boilerplate(s) && len(strings.TrimSpace(s)) > longestBoilerplate {
			t.Errorf("Boilerplate(%q) = true for %d bytes", s, len(s))
		}
	})
}

func BenchmarkBoilerplateLine(b *testing.B) {
	line := "The ministry said on Tuesday that the new bridge over the river would open by the end of next year, two years later than was planned."
	for b.Loop() {
		Boilerplate(line)
	}
}
