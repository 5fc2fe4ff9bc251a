import { openBackend } from '../../Training/worker/backend.ts';
import { answerQuestions } from '../../worker/answering.ts';
import { watchPlace } from '../../worker/place.ts';
import type { Answers, Question } from '../protocol.ts';
import { OpenFile } from './openFile.ts';

const file = new OpenFile(async (choice) => watchPlace(await openBackend(choice), { training: true }).place);

answerQuestions((question: Question): Promise<Answers[Question['kind']]> => {
  switch (question.kind) {
    case 'open':
      return file.open(question.bytes, question.backend, question.reading);
    case 'tokens':
      return file.tokens(question.tokens);
    case 'vectors':
      return file.vectors(question.seed, question.count);
    case 'file':
      return file.file();
  }
});
